# Tage und Zeiten. $month ist 1 bis 12.

date-month-short = { $month ->
    [1] Jan.
    [2] Feb.
    [3] März
    [4] Apr.
    [5] Mai
    [6] Juni
    [7] Juli
    [8] Aug.
    [9] Sept.
    [10] Okt.
    [11] Nov.
   *[12] Dez.
}
date-month-long = { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
}
date-day = { $day }. { $month } { $year }
date-moment = { $day }. { $month } { $year }, { $time }
date-time-on = { $time } am { $day }
date-month-of = { $month } { $year }
date-understood = { $given }: { $day }
