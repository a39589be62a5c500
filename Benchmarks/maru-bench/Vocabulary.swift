/// The words that the benchmark's datasets are named with: enough of them that a word is found in a few hundred to a
/// few thousand of 100,000 datasets, as in a national inventory.
enum Vocabulary {
    static let places = [
        "종로구", "용산구", "성동구", "광진구", "동대문구", "중랑구", "성북구", "강북구", "도봉구", "노원구", "은평구", "서대문구",
        "마포구", "양천구", "강서구", "구로구", "금천구", "영등포구", "동작구", "관악구", "서초구", "강남구", "송파구", "강동구",
        "수원시", "성남시", "의정부시", "안양시", "부천시", "광명시", "평택시", "안산시", "고양시", "과천시", "구리시", "남양주시",
        "춘천시", "원주시", "강릉시", "청주시", "충주시", "제천시", "천안시", "공주시", "보령시", "아산시", "전주시", "군산시",
        "익산시", "목포시", "여수시", "순천시", "나주시", "포항시", "경주시", "김천시", "안동시", "창원시", "진주시", "통영시",
    ]

    static let subjects: [(ko: String, en: String, columns: [String])] = [
        ("무더위쉼터", "Heat shelters", ["시설번호", "쉼터명칭", "이용가능인원", "야간개방"]),
        ("지진 옥외대피장소", "Outdoor evacuation sites", ["시설명", "면적", "수용인원", "관리부서"]),
        ("민방위 급수시설", "Emergency water supply", ["시설명", "하루공급량", "수질검사일"]),
        ("하천 수위 관측", "River levels", ["관측소", "관측일시", "수위", "유량"]),
        ("대기질 측정", "Air quality", ["측정소", "미세먼지", "초미세먼지", "오존"]),
        ("소음 측정망", "Noise monitoring", ["지점", "주간소음도", "야간소음도"]),
        ("폐기물 수거 실적", "Waste collection", ["읍면동", "종량제봉투", "재활용량"]),
        ("음식물쓰레기 배출량", "Food waste", ["배출월", "배출량", "세대수"]),
        ("경로당", "Senior centres", ["경로당명", "회원수", "난방비지원"]),
        ("어린이집", "Day care centres", ["어린이집명", "정원", "현원", "보육교직원수"]),
        ("장애인 복지시설", "Facilities for disabled people", ["시설유형", "종사자수", "이용자수"]),
        ("기초생활보장 수급자", "Basic livelihood recipients", ["급여종류", "가구수", "인원수"]),
        ("버스정류장", "Bus stops", ["정류장번호", "정류장명", "경도", "위도"]),
        ("공영주차장", "Public car parks", ["주차장명", "주차면수", "요금", "운영시간"]),
        ("자전거 대여소", "Bicycle rental", ["대여소명", "거치대수", "대여건수"]),
        ("교통사고 다발지역", "Accident black spots", ["지점명", "사고건수", "사상자수"]),
        ("불법주정차 단속", "Parking enforcement", ["단속일시", "단속장소", "단속건수"]),
        ("감염병 발생", "Infectious diseases", ["감염병명", "발생주", "신고건수"]),
        ("예방접종 실적", "Vaccinations", ["백신종류", "접종차수", "접종인원"]),
        ("응급의료기관", "Emergency hospitals", ["기관명", "병상수", "당직의수"]),
        ("도서관 대출", "Library loans", ["도서관명", "대출권수", "회원수"]),
        ("문화재", "Cultural heritage", ["지정번호", "명칭", "지정일", "소유자구분"]),
        ("관광지 방문객", "Tourist visits", ["관광지명", "방문월", "방문객수"]),
        ("전통시장", "Traditional markets", ["시장명", "점포수", "주차장여부"]),
        ("학교 급식", "School meals", ["학교명", "급식인원", "급식비"]),
        ("평생학습 강좌", "Lifelong learning courses", ["강좌명", "모집인원", "수강료"]),
        ("개별공시지가", "Land prices", ["법정동코드", "지번", "공시지가"]),
        ("건축 인허가", "Building permits", ["허가일", "대지면적", "건축면적", "용도"]),
        ("도로 굴착 공사", "Road works", ["공사명", "착공일", "준공일", "구간"]),
        ("가로등", "Street lamps", ["관리번호", "등주형식", "광원", "설치일"]),
        ("상수도 누수 신고", "Water leak reports", ["신고일", "누수량", "복구일"]),
        ("하수관로", "Sewers", ["관경", "연장", "매설연도"]),
        ("예산 집행", "Budget execution", ["세부사업", "예산액", "집행액", "집행률"]),
        ("수의계약", "Direct contracts", ["계약명", "계약금액", "계약일", "업체명"]),
        ("민원 처리", "Civil petitions", ["민원유형", "접수건수", "처리기간"]),
        ("지방세 징수", "Local tax collection", ["세목", "부과액", "징수액"]),
        ("공무원 정원", "Staff quotas", ["직급", "정원", "현원"]),
        ("주민등록 인구", "Registered population", ["행정동", "세대수", "남자", "여자"]),
        ("산불 발생", "Forest fires", ["발생일시", "피해면적", "원인"]),
        ("제설 장비", "Snow removal equipment", ["장비명", "보유대수", "배치장소"]),
    ]

    static let forms = ["현황", "목록", "통계", "위치정보", "이력", "실적", "점검 결과", "연도별 추이"]

    static let sectors = [
        "disaster-safety", "environment", "welfare", "transport", "health", "culture", "education", "land",
        "administration",
    ]

    /// What a steward writes below the title.
    static func description(_ place: String, _ subject: String, _ year: Int) -> String {
        "\(place)에서 관리하는 \(subject) 자료입니다. \(year)년 말을 기준으로 담당 부서가 대장에서 추출하였으며 매년 갱신합니다. "
            + "개인을 알아볼 수 있는 항목은 없습니다. 좌표가 있으면 WGS84 경위도이며 집계 단위는 읍면동입니다."
    }
}
