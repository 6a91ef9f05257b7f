# People: inviting, linking, making sure, sharing, letting go.

bond-renamed = { $name } from now on.

# What others can read.
bond-nobody-reads = Nobody can read anything of yours.
bond-reads-nothing = can read nothing of yours
bond-reads =
    can read { $count ->
        [one] 1 entry of yours
       *[other] { $count } entries of yours
    }
bond-parted-has =
    may still have { $count ->
        [one] 1 entry of yours
       *[other] { $count } entries of yours
    }; you have parted, and nothing more goes there
bond-since-unknown = since a time that is not known
bond-since = since { $time }
bond-on-devices =
    { $count ->
        [0] not there yet
        [one] on 1 device
       *[other] on { $count } devices
    }
bond-exposed = { $since }, version { $revision }, { $devices }
bond-withdrawn = withdrawn; { $removed }
bond-withdrawn-waiting = withdrawn; { $removed }; { $waiting }
bond-removed-on-one = removed on { $name }'s device
bond-removed-not-said = { $name }'s device has not said yet that it is removed there
bond-removed-on-all = removed on all of { $name }'s { $devices } devices
bond-removed-on-some = removed on { $count } of { $name }'s { $devices } devices
bond-never-reached = it was not reached from here yet
bond-last-reached = it was last reached on { $time }
bond-other-never-reached = the other one was not reached from here yet
bond-other-last-reached = the other one was last reached on { $time }
bond-others-not-said = the others have not said so yet
bond-still-waits = Something of yours still waits to go to { $name }: until it is there, { $name } has other words. To exchange: fondly sync { $name }
bond-compare = Read them to each other. If { $name } has the same, both devices hold the same. If not, something still waits: fondly sync { $name }, and compare again.
bond-not-signed-yet = You have signed them, and { $name } has not yet: that shows once they compare too, and you have synced.
bond-both-signed = You and { $name } have signed that you hold the same: { $devices }.
bond-signed-mine = your { $device } on { $time }
bond-signed-theirs = a device of { $name } ({ $device }) on { $time }
bond-signed-other-mine = Your { $device } has signed something else than what is here, at the same place: it was told something different, or says so. Sync with all devices, and see fondly doctor.
bond-signed-other = A device of { $name } ({ $device }) has signed something else than what is here, at the same place: it was told something different, or says so. Sync with all devices, and see fondly doctor.
bond-fork-kept = Both are signed by that device and kept as proof: nobody else can have made them. What came here first stays, and nothing further of that device is taken. The words above will not agree.
bond-fork-my-device = Your { $device }
bond-fork-device-of-mine = A device of yours ({ $device })
bond-fork-device = A device of { $name } ({ $device })
bond-fork-two-times = { $who } told you two different things, at two times.
bond-fork-to-mine = { $who } told this device and your { $device } two different things.
bond-fork-to-person = { $who } told this device and { $name } two different things.
bond-fork-to-theirs = { $who } told you and another device of { $name } two different things.

# Inviting and linking.
bond-joined = joined { $name }
bond-back = { $name } is back, on a new device, with what you share with each other.
bond-how-to-restore = fondly restore --words-file FILE --from LINE
bond-how-to-join = fondly join LINE --as YOUR-NAME
bond-show-camera =
    Let { $name } read this with a camera, and run: { $command } --in-person
    It works once. Waiting; Ctrl-C ends it.
bond-give-line =
    Give this line to { $name }, who runs: { $command }
    It works once. Waiting; Ctrl-C ends it, and the line with it.
bond-in-front = Is { $name } in front of you?
bond-linked-verified = You and { $name } are linked and verified. Nothing is shared yet.
bond-linked =
    You and { $name } are linked. Nothing is shared yet.
    Make sure of each other first, by voice: fondly verify { $name }

# Letting go.
bond-paused = Paused: nothing goes to { $name } or comes from them until fondly resume { $name }.
bond-not-told = They are not told.
bond-resumed = Things go to { $name } and come from them again, with the next sync.
bond-confirm-end = This cannot be undone. To end the bond, type { $name } again:
bond-ended = You are not linked with { $name } any more. Nothing goes to them or comes from them.
bond-received-deleted = What they shared is erased here, and on your other devices once they hear of it.
bond-received-kept = What they shared stays with you, and does not come back by itself.
bond-not-told-keeps = They are not told. What they have of yours stays with them.
bond-parting-nothing = You had shared nothing with { $name } that could be removed.
bond-parting-not-asked = No device of { $name } was reached, so nothing was asked: what they have of yours stays with them.
bond-parting-removed = All that you had shared is withdrawn, and removed on all of { $name }'s devices ({ $devices }). Nobody can make another computer forget.
bond-parting-asked = All that you had shared is withdrawn. Of { $name }'s devices ({ $devices }), { $asked } got the request and { $removed } said that it is removed there. Nobody can make another computer forget.
bond-blocked = Nothing goes to { $name } or comes from them, and no invite of theirs is taken.
bond-unblocked = An invite of { $name } is taken again.

# Exchanging.
bond-serve-locked = Locked: the key is forgotten. To go on: fondly serve
bond-all-paused = Nothing goes or comes: you have paused with { $name }. To go on: fondly resume { $name }
bond-nobody-to-sync = Nobody to sync with yet. To link with somebody: fondly invite NAME
bond-own-device = your other device
bond-nothing-lost = Nothing is lost: what waits goes with a later sync.
bond-exchanged = sent { $sent }, received { $received }
bond-not-reached-because = not complete: { $problem }
bond-not-reached = not reached
bond-no-time = it is not a time like 90s, 10m or 2h, of at most seven days

# Making sure of each other.
bond-verified = { $name } is verified.
bond-now-they-type =
    Now { $name } types yours: { $words }
    Share what you choose: fondly share ID { $name }
bond-read-out = Read these three words out to { $name }, by phone or face to face.
bond-verified-already = { $name } is verified by you already.
bond-then-type = Then type the three that { $name } reads: fondly verify { $name } WORD WORD WORD
bond-nobody-yet = Nobody yet. To link with somebody: fondly invite NAME
bond-verified-both = verified, both of you
bond-verified-by-you = verified by you; they have not typed your words yet
bond-verified-by-them = not verified by you yet; they have typed your words
bond-not-verified = not verified yet
bond-person =
    { $verified }; { $count ->
        [one] 1 device
       *[other] { $count } devices
    }
bond-person-paused =
    { $verified }; { $count ->
        [one] 1 device
       *[other] { $count } devices
    }, paused

# Choosing who reads.
bond-would-see = { $name } would see this; nothing is shared yet:
bond-shared-from = Shared with { $name } from { $day } on.
bond-shared = Shared with { $name }.
bond-readers-nobody-else =
    { $name } can read it on { $count ->
        [one] 1 device
       *[other] { $count } devices
    }; nobody else.
bond-readers-besides =
    { $name } can read it on { $count ->
        [one] 1 device
       *[other] { $count } devices
    }; besides { $names }.
bond-reads-already =
    { $name } can read { $count ->
        [one] 1 entry of yours
       *[other] { $count } entries of yours
    } already, this one among them.
bond-reads-before =
    { $count ->
        [0] { $name } can read nothing of yours now; after this, 1 entry of yours.
        [one] { $name } can read 1 entry of yours now; after this, { $more }.
       *[other] { $name } can read { $count } entries of yours now; after this, { $more }.
    }
bond-unshared = Withdrawn from { $name }: the copy there goes with the next sync. What was read cannot be un-read.
