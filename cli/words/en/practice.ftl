# What one does for oneself and with somebody: needs, kindness, listening, looking back.

# Needs of both sides.
practice-no-needs = No needs are written down yet. To begin: fondly need
practice-older-needs = There are older ones: fondly balance --since DAY
practice-begin-here = If you like, begin here: fondly respond { $id }
practice-to-nobody = To nobody in particular
practice-waiting-for-you = Waiting for your answer
practice-yours-open = Yours, open
practice-yours-closed = Yours, closed
practice-theirs-open = { $name }, open
practice-theirs-closed = { $name }, closed

# Kindness to oneself.
practice-kindness-saved = Saved, for you alone.
practice-notice = Notice. { $question }
practice-others = Others feel this too. { $question }
practice-kind = A kind sentence. { $question }
practice-no-helps = No need of yours is to nobody in particular. To begin: fondly need
practice-helps-unwritten = Nothing is written yet. To write it: fondly helps --write
practice-what-helps = What helps me

# A moment of checking in.
practice-ahead = Ahead
practice-appreciate-in = What do you appreciate in { $name }?
practice-appreciate-yourself = What do you appreciate in yourself?
practice-you-need = What do you need?
practice-lies-ahead = What lies ahead?

# Answering, step by step.
practice-take-your-time = Take your time. Each step may be skipped with Enter; :q keeps what is there for later.
practice-begun = You have begun to answer:
practice-answer-kept = Kept on this device, where only you can read it. To go on: fondly respond { $id }
practice-will-see = { $name } will see:
practice-send = Enter sends it, :q keeps it for later:
practice-save = Nothing of it goes to anybody. Enter saves it, :q keeps it for later:

# Questions that two people answer unseen.
practice-no-question = No question is open. To ask one: fondly mutual ask NAME --prompt ID
practice-mutual =
    with { $name }  { $state ->
        [waiting-for-me] waits for your answer
        [waiting-for-them] you have answered; it waits for { $name }
        [opening] both have answered; it opens when your devices meet
        [passed] passed
       *[open] both have answered
    }
practice-mutual-yours = Yours: fondly show { $id }
practice-mutual-theirs = Theirs: fondly show { $id }
practice-not-promised = This is not what { $name } had promised before seeing yours.

# Questions to write about.
practice-answer-it = To answer it, for yourself: fondly reflect --prompt { $id }
practice-further = One step further, if you like: fondly prompt --depth { $depth }

# What comes back.
practice-none-on-this-day = Nothing from this day of earlier years.
practice-none-to-remember = Nothing is written here yet. To begin: fondly thanks { $name }
practice-none-at-random = Nothing is written here yet.
practice-none-valued = Nothing from others yet. What you see in yourself: fondly log me
practice-none-of-year = Nothing from that year.

# The shelf, and what must not come back.
practice-put-away = Put away; it stays in your journal.
practice-shelf-empty = Nothing waits here.
practice-shelf-how = Share one with fondly share ID NAME, keep it as it is, or put it away with fondly shelf --not-this ID.
practice-shelf-returns =
    You wrote this for { $name } on { $day }, and kept it ({ $audience }): { $begins }
      fondly shelf shows what you can do with it.
practice-lifted = It may come back again.
practice-quieted = It does not come back by itself.
practice-nothing-quiet = Everything may come back.
practice-quiet-entry = the entry { $id }
practice-quiet-everything = everything
practice-quiet-kind = of the kind { $kind }
practice-quiet-with = with { $name }
practice-quiet-from = from { $day }
practice-quiet-until = until { $day }

# Listening.
practice-asks-both = { $name } asks something that both of you answer: { $question } (fondly mutual answer { $id })
practice-none-between = No appreciations between you and { $name } yet.
