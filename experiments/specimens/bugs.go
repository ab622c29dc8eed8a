package specimens

import "slices"

// The bugs of the field report's catalogue, section 5.
const (
	B1  = "B1"
	B2  = "B2"
	B3  = "B3"
	B4  = "B4"
	B5  = "B5"
	B6  = "B6"
	B7  = "B7"
	B8  = "B8"
	B9  = "B9"
	B10 = "B10"
	B11 = "B11"
	B12 = "B12"
	B13 = "B13"
	B14 = "B14"
	B15 = "B15"
	B16 = "B16"
	B17 = "B17"
	B18 = "B18"
	B19 = "B19"
	B20 = "B20"
	B21 = "B21"
	B22 = "B22"
	B23 = "B23"
	B24 = "B24"
	B25 = "B25"
	B26 = "B26"
	B27 = "B27"
)

// Bug is one bug of the catalogue, as a specimen has it.
type Bug struct {
	Name   string // "B1"
	Cause  string // what brings it about
	Effect string // what is seen then
	// Takes are bugs of the same specimen that are gone too where this one is repaired: they rest on its line.
	Takes []string
	// Reason says what cannot be helped in it, or why no oracle that knows no bug can see it; "": neither.
	Reason string
}

// The specimens that have a bug in common.
var (
	deferring = []string{Lumenize1114, Lumenize1113}                       // what they store
	counting  = []string{Lumenize1114, Lumenize1113, Lumenize2026}         // what is due, to run as many
	forgetful = []string{Lumenize1114, Lumenize1113, Lumenize2026, Actors} // of what is due already
	everyPeer = []string{Lumenize1114, Lumenize1113, Lumenize2026, Actors, Agents}
)

// catalogue says which specimen has which bug.
var catalogue = []struct {
	Bug
	of []string
}{
	{Bug{
		Name:   B1,
		Cause:  "a schedule is for now, for the past, or for the second that has begun",
		Effect: "the multiplexer sets no alarm: the row waits until another schedule sets one",
		Takes:  []string{B2, B4, B5, B14},
	}, forgetful},
	{Bug{
		Name:   B2,
		Cause:  "a schedule is less than a second ahead",
		Effect: "it is lost with probability 1-d, where d is the delay in seconds",
	}, forgetful},
	{Bug{
		Name:   B3,
		Cause:  "the multiplexer cuts times to whole seconds",
		Effect: "everything runs up to 999 ms early",
		Takes:  []string{B2},
	}, everyPeer},
	{Bug{
		Name:   B4,
		Cause:  "schedule() stores its row later, and the second in which the row is due has begun by then",
		Effect: "the multiplexer sets no alarm: under load whole batches are lost",
	}, deferring},
	{Bug{
		Name:   B5,
		Cause:  "schedule() or cancel() runs between the time of a row and its alarm",
		Effect: "the alarm is set for a later row: the row that is due waits until then",
	}, forgetful},
	{Bug{
		Name:   B6,
		Cause:  "other code of the object sets the native alarm, which comes when nothing is due",
		Effect: "the multiplexer does not set the alarm again: every schedule stands still",
	}, counting},
	{Bug{
		Name:   B7,
		Cause:  "the native alarm comes a moment early, so that nothing is due",
		Effect: "the multiplexer does not set the alarm again: every schedule stands still",
	}, counting},
	{Bug{
		Name:   B8,
		Cause:  "a handler cancels a row that is due",
		Effect: "a row that is due an hour later runs in its place",
	}, counting},
	{Bug{
		Name:   B9,
		Cause:  "an alarm wakes the object, and a handler awaits something",
		Effect: "the constructor and the alarm both run what is due: the first row runs twice",
	}, deferring},
	{Bug{
		Name:   B10,
		Cause:  "a handler throws",
		Effect: "the multiplexer deletes its row: it tries again never, or for a moment only",
	}, everyPeer},
	{Bug{
		Name:   B11,
		Cause:  "the callback of a row does not exist any more",
		Effect: "the row stays for ever",
	}, []string{Actors}},
	{Bug{
		Name:   B12,
		Cause:  "the object crashes after a handler has run and before its row is deleted",
		Effect: "the handler runs again, and nothing tells it that this is the same occurrence",
		Reason: "no multiplexer can prevent the second run: it can only name the occurrence",
	}, everyPeer},
	{Bug{
		Name:   B13,
		Cause:  "a handler schedules its own id again",
		Effect: "the multiplexer deletes the new row when the handler ends",
	}, []string{Lumenize2026}},
	{Bug{
		Name:   B14,
		Cause:  "a handler schedules itself for now",
		Effect: "it runs once and never again",
	}, []string{Lumenize1114, Lumenize2026, Actors}},
	{Bug{
		Name:   B15,
		Cause:  "the constructor runs due rows under blockConcurrencyWhile, for over 30 s or with a call to its own object",
		Effect: "the object is reset, and again at each start",
		Takes:  []string{B9},
	}, []string{Lumenize1114, Lumenize1113, Actors}},
	{Bug{
		Name:   B16,
		Cause:  "the payload has no serial form",
		Effect: "schedule() returns, an error that no caller awaits follows, and the object is reset",
	}, deferring},
	{Bug{
		Name:   B17,
		Cause:  "schedule() and cancel() return before they have stored anything",
		Effect: "a read does not see the change, and a crash forgets it",
		Takes:  []string{B4, B16},
	}, deferring},
	{Bug{
		Name:   B18,
		Cause:  "a handler cancels a row that is due in the same alarm",
		Effect: "the cancelled row runs all the same",
	}, []string{Actors, Agents}},
	{Bug{
		Name:   B19,
		Cause:  "several rows are due in one alarm",
		Effect: "they run in the order in which they were made, not in the order of their times",
	}, []string{Actors, Agents}},
	{Bug{
		Name:   B20,
		Cause:  "the platform gives the alarm up after six retries",
		Effect: "the multiplexer sets no alarm until the next schedule(): every schedule stands still",
	}, []string{Agents}},
	{Bug{
		Name:   B21,
		Cause:  "the handler of a row throws an error of the platform each time",
		Effect: "the rows behind it never run",
	}, []string{Agents}},
	{Bug{
		Name:   B22,
		Cause:  "the object starts while its alarm is on the way",
		Effect: "the constructor sets the alarm for now: the object wakes for nothing",
	}, []string{Lumenize2026}},
	{Bug{
		Name:   B23,
		Cause:  "the rows of one alarm take more than 15 minutes together",
		Effect: "the platform ends the alarm: the row that was running runs again",
	}, everyPeer},
	{Bug{
		Name:   B24,
		Cause:  "a cron schedule counts from the end of its handler, or is made at each start of the object",
		Effect: "occurrences that came due meanwhile are skipped; each start adds a copy or begins anew",
	}, everyPeer},
	{Bug{
		Name:   B25,
		Cause:  "the caller asks for a schedule that never existed, or cancels it",
		Effect: "asking throws, or cancelling reports success",
	}, []string{Lumenize1114, Lumenize1113, Actors}},
	{Bug{
		Name:   B26,
		Cause:  "the caller cancels the last row",
		Effect: "its alarm stays: the object wakes for nothing",
	}, forgetful},
	{Bug{
		Name:   B27,
		Cause:  "schedule() writes a row and an index entry, and sets the alarm to the time that it has already",
		Effect: "each schedule costs more rows than it needs",
	}, everyPeer},
}

// bugsOf are the bugs of a specimen, each with those of its own that go with it.
func bugsOf(name string) []Bug {
	var bugs []Bug
	for _, c := range catalogue {
		if slices.Contains(c.of, name) {
			bugs = append(bugs, c.Bug)
		}
	}
	has := func(name string) bool { return slices.ContainsFunc(bugs, func(b Bug) bool { return b.Name == name }) }
	for n, b := range bugs {
		bugs[n].Takes = slices.DeleteFunc(slices.Clone(b.Takes), func(name string) bool { return !has(name) })
	}
	return bugs
}

// KnownBug is a bug with the names of the specimens that have it.
type KnownBug struct {
	Bug
	Of []string
}

// Bugs returns the catalogue in the order of its numbers.
func Bugs() []KnownBug {
	list := make([]KnownBug, len(catalogue))
	for n, c := range catalogue {
		list[n] = KnownBug{c.Bug, slices.Clone(c.of)}
	}
	return list
}
