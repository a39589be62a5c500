"""What everybody sees before signing in, and signing in itself."""
import re


def walk(house):
    check = house.check
    page = house.person()
    house.go(page, "/datasets")
    links = page.locator("main a[href^='/datasets/']")
    check("who asked for nothing is quoted with nothing", "“" not in page.inner_text("main header"))
    check("the catalogue lists datasets", links.count() >= 10, str(links.count()))
    dataset = links.first.get_attribute("href")

    for path, name in [
        ("/", "home"), ("/datasets", "catalogue"), ("/datasets?q=무더위+쉼터", "search"),
        ("/datasets?q=zzzzqqqq", "nothing-found"), (dataset, "dataset"), ("/sign-in", "sign-in"), ("/design", "design"),
    ]:
        house.look(page, path, name)
    house.look(page, "/no-such-page", "not-found", expected=404)

    # By keyboard: the first stop is the skip link, and it leads to the content.
    house.go(page, "/datasets")
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.getAttribute('href')")
    check("the first Tab is the skip link", bool(skip) and skip.startswith("#"), str(skip))

    # Searching in Korean, without a mouse.
    house.go(page, "/")
    field = page.locator("main input[name=q]").first
    field.fill("쉼터")
    field.press("Enter")
    page.wait_for_url(re.compile("/datasets"))
    check("searching leads to results", "쉼터" in page.locator("main").inner_text())

    # Signing in: a wrong password says so without saying who exists; the right one lets in.
    person = house.demo["people"][0]
    house.go(page, "/sign-in")
    page.locator("input[name=email]").fill(person["email"])
    page.locator("input[name=password]").fill("not the password at all")
    page.locator("main form button[type=submit]").first.click()
    check("a wrong password is refused in words", page.locator("main #problem").count() == 1)
    check("what was typed is kept", page.locator("input[name=email]").input_value() == person["email"])
    page.locator("input[name=password]").fill(house.demo["password"])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    check("the right password signs in", page.locator("form[action='/sign-out']").count() == 1, page.url)
    house.look(page, dataset, "dataset-signed-in")
    house.go(page, "/")
    page.locator("form[action='/sign-out'] button").first.click()
    page.wait_for_load_state()
    check("signing out signs out", page.locator("form[action='/sign-out']").count() == 0)

    # Without JavaScript the work is the same.
    plain = house.person(java_script_enabled=False)
    house.go(plain, "/datasets?q=쉼터")
    check("search works without JavaScript", plain.locator("main a[href^='/datasets/']").count() >= 1)
