# Devices of one's own.

# Letting one in.
device-joined = joined { $name }
device-has-everything = { $name } has everything, and needs this device no more.
device-has-not-everything = { $name } is in and has not got everything yet: run fondly sync there, while fondly serve runs here.
device-offer =
    On the new device, run: fondly device join LINE --device-name NAME
    Whoever joins by this line gets your whole journal. It works once. Waiting; Ctrl-C ends it.
device-ask-words = The three words that the new device shows:
device-everything-here = Everything is here.
device-can-do-all = This device can do all that the other can, and needs it no more. Whatever you write on one comes to the other with fondly sync or fondly serve.
device-show-words = Three words, if the other device asks for them: { $words }
device-entries-here = { $count } entries are here

# Removing one, and beginning anew.
device-removed = { $name } is removed.
device-removed-more =
    It gets nothing that is written from now on, and nothing that it sends counts. Your other devices, and the people whom you share with, follow when they next meet this one.
    What was on { $name } until now stays on it: whoever has it and its passphrase can read that.
device-contestable = { $name } came in before this device: whoever has it could contest this. With your recovery words nobody can: fondly device remove ... --words-file FILE
device-reset = This device alone is yours now. Your new recovery words; the old ones are worth nothing. Write them down on paper, in this order; they are shown once:
device-reset-verify = Read your words to everybody whom you are linked with again: fondly verify NAME
device-since = since { $time }
device-is-removed = removed
device-this = this one
