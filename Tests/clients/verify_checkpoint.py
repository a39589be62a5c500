#!/usr/bin/env python3
"""Checks a Maru ledger without Maru: signed notes, inclusion and consistency proofs, exports.

Written from the specifications alone (RFC 8032, RFC 9162, c2sp.org/signed-note, c2sp.org/tlog-checkpoint), with
nothing but Python's standard library, so that an auditor can read it whole and run it anywhere.

    verify_checkpoint.py checkpoint FILE [--key KEY]       what `maru ledger checkpoint --json` printed
    verify_checkpoint.py proof FILE [--key KEY]            what `maru ledger proof N --json` printed
    verify_checkpoint.py consistency FILE                  what `maru ledger consistency A B --json` printed
    verify_checkpoint.py export FILE --checkpoint FILE     what `maru ledger export` wrote, against a checkpoint
    verify_checkpoint.py try MARU                          all of these, and their forgeries, with a new ledger

KEY is the verifier key that the auditor noted down when the ledger began; without it the key in FILE is used, which
shows that FILE is whole but not whose it is.
"""
import argparse
import base64
import copy
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile


class Refused(Exception):
    """Something is not what it claims to be."""


# --- Ed25519, RFC 8032 section 5.1.7 and appendix A

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if (x & 1) != sign else x


def decompress(encoded):
    y = int.from_bytes(encoded, "little")
    x = recover_x(y & ((1 << 255) - 1), y >> 255)
    return None if x is None else (x, y & ((1 << 255) - 1), 1, x * (y & ((1 << 255) - 1)) % P)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def is_signed(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = decompress(key), decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- Signed notes

def verified_note(text, verifier_key):
    """Returns origin, size and root of a checkpoint; refuses one that is not signed under the key."""
    name, key_hash, encoded = verifier_key.split("+", 2)
    key = base64.b64decode(encoded, validate=True)
    if key[:1] != b"\x01" or len(key) != 33:
        raise Refused("the key is not an Ed25519 key")
    if hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() != key_hash:
        raise Refused("the key's hash is not that of its name and bytes")
    body, separator, signatures = text.rpartition("\n\n")
    if not separator or not text.endswith("\n"):
        raise Refused("this is not a signed note")
    body += "\n"
    for line in signatures.splitlines():
        dash, _, rest = line.partition(" ")
        signer, _, blob = rest.partition(" ")
        if dash != "\u2014" or signer != name:
            continue
        blob = base64.b64decode(blob, validate=True)
        if blob[:4].hex() == key_hash and is_signed(key[1:], body.encode(), blob[4:]):
            lines = body.split("\n")
            root = base64.b64decode(lines[2], validate=True)
            if lines[0] != name or str(int(lines[1])) != lines[1] or len(root) != 32:
                raise Refused("the note is no checkpoint of this log")
            return lines[0], int(lines[1]), root
    raise Refused("the note is not signed under this key")


# --- The Merkle tree, RFC 9162 section 2.1

def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves):
    """The root over all leaves, as a stack of whole subtrees: memory grows with the logarithm."""
    stack = []
    for leaf in leaves:
        level, value = 0, leaf
        while stack and stack[-1][0] == level:
            level, value = level + 1, node_hash(stack.pop()[1], value)
        stack.append((level, value))
    if not stack:
        return hashlib.sha256(b"").digest()
    value = stack.pop()[1]
    while stack:
        value = node_hash(stack.pop()[1], value)
    return value


def is_included(leaf, index, size, path, root):
    """RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    fn, sn, value = index, size - 1, leaf
    for step in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            value = node_hash(step, value)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            value = node_hash(value, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and value == root


def is_consistent(first, second, path, first_root, second_root):
    """RFC 9162, section 2.1.4.2."""
    if first == second:
        return not path and first_root == second_root
    if first == 0:
        return not path and first_root == hashlib.sha256(b"").digest()
    if not 0 < first < second or not path:
        return False
    path = ([first_root] if first & (first - 1) == 0 else []) + path
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    one = two = path[0]
    for step in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            one, two = node_hash(step, one), node_hash(step, two)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            two = node_hash(two, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and one == first_root and two == second_root


# --- What Maru prints

def canonical(value):
    """RFC 8785 for what acts hold: strings, whole numbers, lists and objects with ASCII keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def check_checkpoint(document, key=None):
    origin, size, root = verified_note(document["note"], key or document["verifierKey"])
    if (str(size), root.hex()) != (str(document["size"]), document["root"]):
        raise Refused("size or root beside the note are not the note's")
    return origin, size, root


def check_proof(document, key=None):
    _, size, root = verified_note(document["checkpoint"], key or document["verifierKey"])
    act = json.loads(document["act"])
    if canonical(act) != document["act"]:
        raise Refused("the act is not canonical JSON")
    leaf = leaf_hash(document["act"].encode())
    path = [bytes.fromhex(step) for step in document["path"]]
    if act["seq"] != document["seq"] or document["index"] != act["seq"] - 1:
        raise Refused("the act stands at another place")
    if (size, root.hex(), leaf.hex()) != (document["size"], document["root"], document["leaf"]):
        raise Refused("size, root or leaf are not what was signed or hashed")
    if not is_included(leaf, document["index"], size, path, root):
        raise Refused("the path does not lead from the act to the root")
    return act


def check_consistency(document):
    first, second = bytes.fromhex(document["firstRoot"]), bytes.fromhex(document["secondRoot"])
    path = [bytes.fromhex(step) for step in document["path"]]
    if not is_consistent(document["first"], document["second"], path, first, second):
        raise Refused("the smaller ledger is not the beginning of the larger")


def export_leaves(lines):
    for number, line in enumerate(lines, start=1):
        act = json.loads(line)
        leaf = act.pop("leaf")
        if act["seq"] != number:
            raise Refused(f"line {number} holds act {act['seq']}")
        value = leaf_hash(canonical(act).encode())
        if value.hex() != leaf:
            raise Refused(f"act {number} was changed")
        yield value


def check_export(lines, checkpoint, key=None):
    _, size, root = check_checkpoint(checkpoint, key)
    lines = list(lines)
    if len(lines) < size:
        raise Refused(f"the checkpoint is over {size} acts, the export holds {len(lines)}")
    leaves = list(export_leaves(lines))
    if root_of(leaves[:size]) != root:
        raise Refused("the acts do not have the signed root")
    return size


# --- Trying it out

def refuses(check, *arguments):
    try:
        check(*arguments)
    except (Refused, ValueError, KeyError):
        return True
    return False


def try_out(maru):
    """Makes a ledger with the executable `maru`, checks it here, and every forgery of it too."""
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder) / "home"

        def run(*arguments):
            command = [maru, "--home", str(home), "--as", "a@b.example", "--json", *arguments]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(f"{' '.join(arguments)}: {done.stderr}")
            return done.stdout

        run("init", "--secretariat", "a@b.example", "--name", "간사", "--institution-code", "1",
            "--institution-name", "행정안전부")
        early = json.loads(run("ledger", "checkpoint"))
        for code in range(2, 12):
            run("institution", "add", "--code", str(code), "--name", f"기관 {code}", "--kind", "basic")
        late = json.loads(run("ledger", "checkpoint"))
        key = late["verifierKey"]
        acts = run("ledger", "export").splitlines()

        _, first, _ = check_checkpoint(early, key)
        _, second, _ = check_checkpoint(late, key)
        assert 0 < first < second == len(acts), (first, second, len(acts))
        assert check_export(acts, late, key) == second and check_export(acts, early, key) == first
        for seq in range(1, second + 1):
            check_proof(json.loads(run("ledger", "proof", str(seq))), key)
        for size in range(0, second + 1):
            check_consistency(json.loads(run("ledger", "consistency", str(size), str(second))))
        joint = json.loads(run("ledger", "consistency", str(first), str(second)))
        assert (joint["firstRoot"], joint["secondRoot"]) == (early["root"], late["root"])

        proof = json.loads(run("ledger", "proof", "3"))

        def forged(document, **changes):
            copied = copy.deepcopy(document)
            copied.update(changes)
            return copied

        flipped = ("0" if proof["path"][0][0] != "0" else "1") + proof["path"][0][1:]
        forgeries = [
            (check_checkpoint, forged(late, note=late["note"].replace(f"\n{second}\n", f"\n{second + 1}\n", 1)), key),
            (check_checkpoint, forged(late, root=early["root"]), key),
            (check_checkpoint, late, key[:-4] + ("AAA=" if not key.endswith("AAA=") else "BBB=")),
            (check_proof, forged(proof, act=proof["act"].replace("directory", "DIRECTORY")), key),
            (check_proof, forged(proof, index=3, seq=4), key),
            (check_proof, forged(proof, path=[flipped] + proof["path"][1:]), key),
            (check_proof, forged(proof, path=proof["path"][:-1]), key),
            (check_consistency, forged(joint, firstRoot=joint["secondRoot"])),
            (check_consistency, forged(joint, path=joint["path"][:-1])),
            (check_export, acts[:2] + acts[3:], late, key),
            (check_export, acts[:-1], late, key),
            (check_export, [acts[0].replace('"kind":"', '"kind":"x')] + acts[1:], late, key),
        ]
        for check, *arguments in forgeries:
            if not refuses(check, *arguments):
                raise SystemExit(f"{check.__name__} took a forgery: {arguments[0]}")
        print(f"ledger: {second} acts, every proof verified without Maru; {len(forgeries)} forgeries refused")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["checkpoint", "proof", "consistency", "export", "try"])
    parser.add_argument("file")
    parser.add_argument("--key", help="the verifier key noted down when the ledger began")
    parser.add_argument("--checkpoint", help="for export: the checkpoint to compare with")
    options = parser.parse_args()
    if options.what == "try":
        return try_out(options.file)
    text = pathlib.Path(options.file).read_text(encoding="utf-8")
    try:
        if options.what == "export":
            document = json.loads(pathlib.Path(options.checkpoint or "").read_text(encoding="utf-8"))
            print(f"whole: {check_export(text.splitlines(), document, options.key)} acts under the signed root")
        elif options.what == "checkpoint":
            origin, size, root = check_checkpoint(json.loads(text), options.key)
            print(f"signed: {origin}, {size} acts, root {root.hex()}")
        elif options.what == "proof":
            print(f"included: {canonical(check_proof(json.loads(text), options.key))}")
        else:
            check_consistency(json.loads(text))
            print("consistent: nothing before was changed")
    except (Refused, ValueError, KeyError) as error:
        sys.exit(f"refused: {error}")


if __name__ == "__main__":
    main()
