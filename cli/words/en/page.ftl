# Pages of HTML that can be given away.

page-to-myself = { $author }, to myself
page-to = { $author } to { $name }
page-of-year = { $own }, { $year }
page-of-both = { $own } and { $name }
page-of-both-year = { $own } and { $name }, { $year }
page-written = Written. Whoever has the file can read it: it is not encrypted.
