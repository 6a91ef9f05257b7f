# HTML-Seiten, die man verschenken kann.

page-to-myself = { $author }, an mich selbst
page-to = { $author } an { $name }
page-of-year = { $own }, { $year }
page-of-both = { $own } und { $name }
page-of-both-year = { $own } und { $name }, { $year }
page-written = Geschrieben. Wer die Datei hat, kann sie lesen: Sie ist nicht verschlüsselt.
