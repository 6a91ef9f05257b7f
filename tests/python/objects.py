"""The objects of docs/protocol.md, in its order and words."""

from wire import Array, Byte, Fields, Flag, Many, Number, Open, Option, Text, Variants

U16, U32, U64, I64 = Number(16), Number(32), Number(64), Number(64, signed=True)
B16, B32, B64 = Array(16), Array(32), Array(64)
NOTHING = Fields()

ADDRESSES = Many(Variants(Fields(v4=Array(4), port=U16), Fields(v6=B16, port=U16)))

SIGNER = Variants(NOTHING, Fields(device=B32))
ACT = Variants(
    Fields(root=B32, device=B32, nonce=B16),
    Fields(person=B32, parents=Many(B32), signer=SIGNER, device=B32),
    Fields(person=B32, parents=Many(B32), signer=SIGNER, devices=Many(B32)),
    Fields(person=B32, parents=Many(B32), number=U64, devices=Many(B32), root=B32),
)
ROSTER_RECORD = Fields(act=ACT, signature=B64, countersignature=Option(B64))
ROSTER = Many(ROSTER_RECORD)

SUBJECT = Variants(
    Fields(owner=Variants(NOTHING, NOTHING), nonce=B16),
    Fields(document=B16),
    NOTHING,
    Fields(kind=Byte(), document=B16),
)
CONTENT = Variants(Fields(salt=B16, written_at=I64, body=Open()), Fields(payload_hash=B32))
ITEM = Fields(subject=SUBJECT, content=CONTENT)
RUN = Fields(version=Byte(), first=U64, prev=B32, items=Many(ITEM), signature=B64)

ENTRY = Fields(
    device=U32, next=U64, hash=B16, holes=Many(Fields(first=U64, count=U64))
)
DEVICE_IN_SPACE = Fields(
    sealing=Open(), endpoint=B32, addresses=ADDRESSES, relay=Option(Text())
)
BOND = Fields(
    space=B32,
    version=U64,
    roster=Open(),
    label=Text(),
    transcript=B32,
    inviter=Flag(),
    in_person=Flag(),
    verified=Flag(),
    wrong_words=U32,
    voided=Flag(),
    created_at=I64,
)
WISH = Variants(
    NOTHING, NOTHING, Fields(received=Variants(NOTHING, NOTHING), blocked=Flag())
)
CONTROL = Variants(
    DEVICE_IN_SPACE,
    Fields(parents=Many(B32), number=U64, suite=Byte(), rosters=Many(B32), key_commit=B32),
    Fields(document=B16),
    Fields(document=B16),
    NOTHING,
    Fields(removal=B32, device=B32, seq=U64, hash=B32),
    Fields(frontier=Many(ENTRY), epoch=B32),
    Fields(device=B32, name=Text(), since=I64),
    BOND,
    Fields(entry=B16, edition=B16),
    Fields(space=B32, person=B32, version=U64, wish=WISH),
    Fields(documents=Many(B16)),
    Fields(
        id=B16,
        said=Variants(
            Fields(question=Text(), promise=B32),
            Fields(promise=B32),
            NOTHING,
            Fields(document=B16, salt=B32),
        ),
    ),
    Fields(rosters=Many(B32), ends=Many(Fields(device=B32, next=U64, hash=B32))),
    Fields(entry=B16, space=B32),
)

CONTENTS = Fields(device=B32, runs=Many(RUN))

MESSAGE = Variants(
    Fields(versions=Many(U32), device=B32, signature=B64),
    Fields(stay=Flag(), spaces=Many(Fields(space=B32, digest=B32))),
    Fields(rosters=B32, epoch=Option(B32), entries=Many(ENTRY)),
    Fields(run=RUN, signer=B32, wrap=Open()),
    Open(),
    NOTHING,
    Many(ENTRY),
    Fields(roster=Open(), run=RUN),
    Many(Open()),
    B32,
    Open(),
)

INVITE = Fields(
    mode=Variants(NOTHING, NOTHING, NOTHING, NOTHING),
    endpoint=B32,
    addresses=ADDRESSES,
    secret=B32,
    roster=B32,
    commitment=B32,
    expiry=I64,
)
PARTY = Fields(
    nonce=B32, roster=Open(), device=B32, sealing=Open(), endpoint=B32, addresses=ADDRESSES
)
STEP = Variants(
    Fields(party=PARTY, signature=B64, mac=B32),
    Fields(party=PARTY, device_run=RUN, epoch_run=RUN, wrap=Open(), signature=B64, mac=B32),
    Fields(device_run=RUN, mac=B32),
)

GRANT = Fields(
    name=Text(),
    roster=Open(),
    journal_secret=Open(),
    recovery_key=Option(Open()),
    at=DEVICE_IN_SPACE,
    hold=Option(I64),
)
LINKING = Variants(
    Fields(nonce=B32, device=B32, mac=B32),
    Fields(nonce=B32, roster=Open(), device=B32, mac=B32),
    Fields(act=ACT, mac=B32),
    Fields(countersignature=B64, sealing=Open(), name=Text(), mac=B32),
    Fields(grant=GRANT, mac=B32),
    Fields(mac=B32),
)

PART = Fields(
    own_roster=Open(),
    their_roster=Open(),
    device=B32,
    at=DEVICE_IN_SPACE,
    transcript=B32,
    inviter=Flag(),
    in_person=Flag(),
    created_at=I64,
)
RETURN = Variants(
    Fields(device=B32, root=B32, signature=B64, mac=B32),
    Fields(part=PART, mac=B32),
    Fields(mac=B32),
)

SAID = Fields(
    made_at=I64,
    device=B32,
    name=Text(),
    journal_secret=B32,
    roster=Open(),
    spaces=Many(Fields(space=B32, rosters=Many(Open()), frontier=Many(ENTRY))),
    envelopes=U64,
    digest=B32,
)
MANIFEST = Fields(said=SAID, signature=B64)

STATEMENT = Fields(
    device=B32,
    rosters=Many(Open()),
    epoch=Fields(announcement=RUN, signer=B32, wraps=Many(Fields(device=B32, wrap=Open()))),
    holds=Many(Fields(device=B32, next=U64)),
    envelopes=B32,
)
SAID_IN_BUNDLE = Fields(statement=STATEMENT, signature=B64)
