# What clap, which reads the command line, says about it in English, line by line; and its headings. The
# English form must be the line itself: it is how the message is found.

usage-unexpected = error: unexpected argument '{ $argument }' found
usage-unrecognized = error: unrecognized subcommand '{ $command }'
usage-required = error: the following required arguments were not provided:
usage-invalid-value = error: invalid value '{ $value }' for '{ $argument }'
usage-invalid-value-because = error: invalid value '{ $value }' for '{ $argument }': { $what }
usage-value-required = error: a value is required for '{ $argument }' but none was supplied
usage-conflict = error: the argument '{ $argument }' cannot be used with '{ $other }'
usage-conflicts = error: the argument '{ $argument }' cannot be used with:
usage-twice = error: the argument '{ $argument }' cannot be used multiple times
usage-equals = error: equal sign is needed when assigning values to '{ $argument }'
usage-no-subcommand = error: '{ $command }' requires a subcommand but one was not provided
usage-too-many = error: unexpected value '{ $value }' for '{ $argument }' found; no more were expected
usage-not-utf8 = error: invalid UTF-8 was detected in one or more arguments

usage-possible-values = [possible values: { $values }]
usage-subcommands = [subcommands: { $commands }]
usage-tip-argument = tip: a similar argument exists: '{ $argument }'
usage-tip-arguments = tip: some similar arguments exist: { $arguments }
usage-tip-subcommand = tip: a similar subcommand exists: '{ $command }'
usage-tip-subcommands = tip: some similar subcommands exist: { $commands }
usage-tip-value = tip: a similar value exists: '{ $value }'
usage-tip-values = tip: some similar values exist: { $values }
usage-tip-as-value = tip: to pass '{ $argument }' as a value, use '{ $use }'
usage-tip-argument-of-subcommand = tip: '{ $use }' exists
usage-usage = Usage: { $usage }
usage-more = For more information, try '{ $help }'.

usage-no-digits = invalid digit found in string
usage-empty-number = cannot parse integer from empty string
usage-too-large = number too large to fit in target type
usage-not-in-range = { $number } is not in { $range }

# Headings, and what stands for options and commands.
usage-heading-usage = Usage:
usage-heading-options = Options:
usage-heading-arguments = Arguments:
usage-heading-commands = Commands
usage-options = [OPTIONS]
usage-command = COMMAND
usage-help = Print help
usage-version = Print version
usage-default = [default: { $value }]
usage-values = [possible values: { $values }]

# Sections of a manual page.
usage-page-name = NAME
usage-page-synopsis = SYNOPSIS
usage-page-description = DESCRIPTION
usage-page-options = OPTIONS
usage-page-everywhere = EVERYWHERE
usage-page-subcommands = SUBCOMMANDS
usage-page-extra = EXTRA
usage-page-version = VERSION
