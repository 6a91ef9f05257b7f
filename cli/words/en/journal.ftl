# The journal as a whole.

journal-passphrase-changed = The new passphrase holds from now on.

# The first screen.
journal-nothing-waits = Nothing waits for you.
journal-nothing-waits-yet = Nothing waits for you yet.
journal-to-read-from = There is something to read from { $names }.
journal-next-reflect = fondly reflect "What was good today?"
journal-next-thanks-me = fondly thanks me "Something that I did well"
journal-next-thanks = fondly thanks NAME "What they did, and what it gave you"
journal-all-commands = All commands: fondly help
journal-welcome = Welcome. This becomes a journal of your own. It stays on this computer until you share something.
journal-first-entry = Your first entry, for yourself alone (Enter: later):
journal-read-again = To read it again: fondly show @last
journal-pages-in = The pages are in { $dir }.

# The key.
journal-locked = Locked: the key is forgotten, and fondly serve has ended.
journal-nothing-held = Nothing held the key.
journal-asks-nothing = The next command will not ask for a passphrase: this journal has none, and its key lies in the keyring or in a file. To choose one: fondly passphrase
journal-nothing-to-list = Nothing to list.
journal-nothing-found = Nothing found.

# Recovery words.
journal-words-kept = Kept: fondly recovery shows them to whoever has your passphrase.
journal-words-forgotten = Forgotten here. Keep the paper.
journal-your-words = Your recovery words, in this order:

# The background service.
journal-service-write = Write this file and start the service?
journal-service-started = Installed and started: fondly service status
journal-service-not-started = Installed, but it could not be started from here. To start it:
journal-service-other = This file stands there with other content, and would become:
journal-service-would = This file would be written:
journal-service-none = not installed
journal-service-installed = installed: { $file }
journal-service-installed-other = installed: { $file }, not as it would be written now for this journal
journal-serve-runs = fondly serve runs for this journal
journal-serve-runs-not = fondly serve does not run for this journal
journal-service-not-installed = It is not installed.
journal-service-remove = Stop the service and remove { $file }?
journal-service-stopped = Stopped and removed. The journal stays as it is.
journal-service-removed = Removed; it could not be stopped from here and ends at the next logout. The journal stays as it is.

# Making a journal.
journal-your-name = Your name:
journal-made =
    This is your own journal. Nothing leaves this computer until you share it.

    Your recovery words. Write them down on paper, in this order; they are shown once:
journal-made-keeping =
    This is your own journal. Nothing leaves this computer until you share it.

    Your recovery words. Write them down on paper, in this order; fondly recovery shows them again:
journal-next = Next: fondly reflect, fondly thanks me, fondly invite NAME
journal-keep-words = Recovery words open your journal if you lose every device. Keep them in the journal too, to see them again with your passphrase?

# How things stand.
journal-their-device = their device { $device }
journal-linked-with-nobody = Linked with nobody; all that you write stays here.
journal-your-device = your device { $device }
journal-your-device-this = your device { $device }, this one
journal-network =
    { $mode ->
        [off] network off
        [lan] network: known addresses only
        [public] network: known addresses, and relays
       *[other] { $mode }
    }
journal-serving-at = serving at { $address }
journal-relay-connected = relay { $url }: connected
journal-relay-refused = relay { $url }: refuses this device ({ $detail })
journal-relay-unreachable = relay { $url }: not reached ({ $detail })
journal-relay-idle = relay { $url }: not in use at the moment
journal-last-exchange = last exchange { $time }
journal-last-by-file = last exchange { $time }, by file
journal-last-by-relay = last exchange { $time }, by relay
journal-last-direct = last exchange { $time }, direct
journal-no-exchange = no exchange yet
journal-to-send = { $count } waiting to go out
journal-to-read = { $count } of theirs to read
journal-check =
    { $found ->
        [ok] ok    { "" }
        [advice] advice
       *[broken] broken
    }  { $name }: { $detail }

# What a person must know who looks for devices in the local network.
journal-discovery-reveals = Everybody in the same local network can now see that Fondly runs here while fondly serve does, at which addresses, and with how many people you share; and know this computer again in another network. Not with whom, and nothing of what you write. To end it: fondly config set net.discovery off

# A notice on the screen, which says neither what came nor from whom.
journal-new-items =
    { $count ->
        [one] 1 new item
       *[other] { $count } new items
    }

journal-removed-device = This device was removed by another of yours: what you write stays here.
journal-no-filter = { $variable } is no filter; nothing is logged
