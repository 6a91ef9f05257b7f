# Entries as they are shown.

entry-line = { $day }  { $author }  { $kind }
entry-line-mine = { $day }  { $author }  { $kind }  ({ $audience })
entry-you = you
entry-only-you = only you
entry-its-reader = its reader
entry-leaving = { $readers }; leaves for { $name } at { $time }
entry-waiting = { $readers }; waits to leave for { $name }

entry-yourself = yourself
entry-of-you = you
entry-kind-appreciation-of = appreciation of { $name }
entry-kind-need-to = need, to { $name }
entry-kind-response-to = response to { $id }
entry-kind = { $kind ->
    [appreciation] appreciation
    [need] need
    [reflection] reflection
    [response] response
   *[other] { $kind }
}

# What is remarked behind the kind of an entry.
entry-state = { $state ->
    [voiced] voiced
    [heard] heard
    [met] met
    [let-go] let go
   *[other] { $state }
}
entry-good-news = good news
entry-part = a part
entry-no-reply = no reply needed
entry-listening = { $wish ->
    [listen-only] to be listened to only
    [ideas-welcome] ideas are welcome
   *[other] { $wish }
}
entry-edited = edited
entry-withdrawn = withdrawn
entry-set-aside = set aside

entry-acknowledged = { $ack ->
    [thanks] Thank you for telling me.
    [later] I have read this and want to answer properly.
    [with-you] I am with you.
   *[other] { $ack }
}
entry-heard = { $heard ->
    [yes] Yes, that is it.
    [not-quite] Not quite.
   *[other] { $heard }
}

# What stands before a part of an entry.
entry-asks = Asks
entry-reflects = Heard
entry-guess = A guess at the feeling
entry-says = Says
entry-scratch = Stays with you
entry-happened = What happened
entry-feelings = Feelings
entry-needs = Needs
entry-ask = Would ask
entry-tags = Tags
entry-version = Written at the same time on another device
entry-earlier = Before it was edited

entry-its-author-withdrew = Its author withdrew it.
entry-removed-device-wrote = A device wrote this after it had been removed. It counts for nothing.
entry-gone = From { $name }: { $gone }.
entry-never-another = Its text was never another.
entry-since = Since { $time }:

# What became of what was written.
entry-leaves-now = It leaves with the next sync.
entry-leaves-later = Until it leaves, fondly undo takes it back.
entry-saved = Saved.
entry-nothing-written = Nothing was written. That is fine too.
