// Package calendar computes when a cron expression comes in a time zone.
//
//	"30 2 * * MON-FRI"  ── parse ─►  days × times of day   what the clock on the wall has to show
//	"Europe/Berlin"     ── tz ───►   periods of one offset  ── spans ──►  instants, in order
//
// An expression names nominal times: what a clock on the wall shows, by local day and local time of day. The package
// maps nominal times to instants. It searches local days, at most 50 years of them, and never steps through instants.
// So the worst call takes a counted number of days, and no zone can make it run on.
//
// # The rule around clock changes
//
//   - Day fields match the nominal local day, also where the instant falls on another day.
//   - A nominal time that does not exist, because clocks went forward over it, runs later by the length of the gap:
//     02:30 at 03:30, each time of a gap at its own instant. A day that a zone left out is a gap of 24 hours.
//   - A nominal time that exists twice, because clocks went back, runs the first time.
//   - An hour field of * names no nominal hour, so it is never shifted: the expression runs whenever the clock shows a
//     matching minute and second on a matching day. An hour that exists twice has its runs twice, a minute that is
//     left out has none.
//   - Only a star is a star: *, ?, */1, ?/1, alone or in a list. 0-23 and */2 name hours, with gaps and repeats as
//     above, though 0-23 names each of them.
//   - Real and shifted times that coincide run once. The order is that of instants.
//
// # The grammar
//
// Five fields: minute, hour, day of the month, month, day of the week. Six have seconds first. Or one of @yearly,
// @annually, @monthly, @weekly, @daily, @midnight and @hourly. Letters are of any case.
//
//   - ?             each value
//     5  FRI  MAR      one value; Sunday is 0 and 7
//     1-5  22-2        a range; one that ends below its beginning goes round
//     */15  5/15  1-30/5   each so many; 5/15 goes on to the largest value
//     1,5,10-12        a list
//     L  L-3           the last day of the month; three days before it
//     15W  LW          the working day nearest to the 15th, in its month; the last working day
//     FRI#2  FRI#L     the second, the last Friday of the month
//
// A day matches by either day field where both are restricted, as in crontab; where one is a star, by the other.
//
// # Invariants
//
//   - Parse refuses an expression that never comes, such as "0 0 31 2 *". The rarest day, a fifth weekday in
//     February, comes at least every 40 years.
//   - Next returns an instant later than its argument, or false beyond the year 9999.
//   - No call panics, whatever the expression, the zone and the time.
//   - Equal arguments give equal results wherever the time zone database is the same.
//
// # Use
//
//	c, err := calendar.New("0 9 * * MON-FRI", "Europe/Berlin")
//	next, found := c.Next(now)
//
// # Where to add things
//
// A form of an element is a case in parse.go. What a day can be by is a field of days (day.go). How nominal times
// become instants is spans (zone.go), and only there.
//
// # What it is not
//
// It keeps no clock and no state: who runs what, and what was missed, is package alarms. It has no years, no names of
// holidays, and no intervals: "@every 1h" is not a calendar's.
package calendar
