# What is asked at a terminal.

ask-yes-or-no = { $question } [y/N]

# What counts as yes, words parted by spaces; in small letters.
ask-yes = y yes
ask-passphrase = Passphrase:
ask-new-passphrase = A new passphrase:
ask-same-again = The same again:
ask-write-here = Write, and end with Ctrl-D on a line of its own:
ask-pick = Type a few letters; arrows and Tab choose; Enter alone goes on
ask-list = { $question } Commas between several, ? shows words:
ask-shell-history = Said once: your shell keeps this line in its history. Leave the text out, and it is asked for; or let the shell forget such lines, in bash with HISTIGNORE='fondly *', in zsh with setopt HIST_IGNORE_SPACE and a space before the command.
