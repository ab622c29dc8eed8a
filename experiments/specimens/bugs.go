package specimens

import "slices"

// The bugs of the field report's catalogue, section 5.
const (
	b1  = "B1"
	b2  = "B2"
	b3  = "B3"
	b4  = "B4"
	b5  = "B5"
	b6  = "B6"
	b7  = "B7"
	b8  = "B8"
	b9  = "B9"
	b10 = "B10"
	b11 = "B11"
	b12 = "B12"
	b13 = "B13"
	b14 = "B14"
	b15 = "B15"
	b16 = "B16"
	b17 = "B17"
	b18 = "B18"
	b19 = "B19"
	b20 = "B20"
	b21 = "B21"
	b22 = "B22"
	b23 = "B23"
	b24 = "B24"
	b25 = "B25"
	b26 = "B26"
	b27 = "B27"
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
		Name:   b1,
		Cause:  "a schedule is for now, for the past, or for the second that has begun",
		Effect: "the multiplexer sets no alarm: the row waits until another schedule sets one",
		Takes:  []string{b2, b4, b5, b14},
	}, forgetful},
	{Bug{
		Name:   b2,
		Cause:  "a schedule is less than a second ahead",
		Effect: "it is lost with probability 1-d, where d is the delay in seconds",
	}, forgetful},
	{Bug{
		Name:   b3,
		Cause:  "the multiplexer cuts times to whole seconds",
		Effect: "everything runs up to 999 ms early",
		Takes:  []string{b2},
	}, everyPeer},
	{Bug{
		Name:   b4,
		Cause:  "schedule() stores its row later, and the second in which the row is due has begun by then",
		Effect: "the multiplexer sets no alarm: under load whole batches are lost",
	}, deferring},
	{Bug{
		Name:   b5,
		Cause:  "schedule() or cancel() runs between the time of a row and its alarm",
		Effect: "the alarm is set for a later row: the row that is due waits until then",
	}, forgetful},
	{Bug{
		Name:   b6,
		Cause:  "other code of the object sets the native alarm, which comes when nothing is due",
		Effect: "the multiplexer does not set the alarm again: every schedule stands still",
	}, counting},
	{Bug{
		Name:   b7,
		Cause:  "the native alarm comes a moment early, so that nothing is due",
		Effect: "the multiplexer does not set the alarm again: every schedule stands still",
	}, counting},
	{Bug{
		Name:   b8,
		Cause:  "a handler cancels a row that is due",
		Effect: "a row that is due an hour later runs in its place",
	}, counting},
	{Bug{
		Name:   b9,
		Cause:  "an alarm wakes the object, and a handler awaits something",
		Effect: "the constructor and the alarm both run what is due: the first row runs twice",
	}, deferring},
	{Bug{
		Name:   b10,
		Cause:  "a handler throws",
		Effect: "the multiplexer deletes its row: it tries again never, or for a moment only",
	}, everyPeer},
	{Bug{
		Name:   b11,
		Cause:  "the callback of a row does not exist any more",
		Effect: "the row stays for ever",
	}, []string{Actors}},
	{Bug{
		Name:   b12,
		Cause:  "the object crashes after a handler has run and before its row is deleted",
		Effect: "the handler runs again, and nothing tells it that this is the same occurrence",
		Reason: "no multiplexer can prevent the second run: it can only name the occurrence",
	}, everyPeer},
	{Bug{
		Name:   b13,
		Cause:  "a handler schedules its own id again",
		Effect: "the multiplexer deletes the new row when the handler ends",
	}, []string{Lumenize2026}},
	{Bug{
		Name:   b14,
		Cause:  "a handler schedules itself for now",
		Effect: "it runs once and never again",
	}, []string{Lumenize1114, Lumenize2026, Actors}},
	{Bug{
		Name:   b15,
		Cause:  "the constructor runs due rows under blockConcurrencyWhile, for over 30 s or with a call to its own object",
		Effect: "the object is reset, and again at each start",
		Takes:  []string{b9},
	}, []string{Lumenize1114, Lumenize1113, Actors}},
	{Bug{
		Name:   b16,
		Cause:  "the payload has no serial form",
		Effect: "schedule() returns, an error that no caller awaits follows, and the object is reset",
	}, deferring},
	{Bug{
		Name:   b17,
		Cause:  "schedule() and cancel() return before they have stored anything",
		Effect: "a read does not see the change, and a crash forgets it",
		Takes:  []string{b4, b16},
	}, deferring},
	{Bug{
		Name:   b18,
		Cause:  "a handler cancels a row that is due in the same alarm",
		Effect: "the cancelled row runs all the same",
	}, []string{Actors, Agents}},
	{Bug{
		Name:   b19,
		Cause:  "several rows are due in one alarm",
		Effect: "they run in the order in which they were made, not in the order of their times",
	}, []string{Actors, Agents}},
	{Bug{
		Name:   b20,
		Cause:  "the platform gives the alarm up after six retries",
		Effect: "the multiplexer sets no alarm until the next schedule(): every schedule stands still",
	}, []string{Agents}},
	{Bug{
		Name:   b21,
		Cause:  "the handler of a row throws an error of the platform each time",
		Effect: "the rows behind it never run",
	}, []string{Agents}},
	{Bug{
		Name:   b22,
		Cause:  "the object starts while its alarm is on the way",
		Effect: "the constructor sets the alarm for now: the object wakes for nothing",
	}, []string{Lumenize2026}},
	{Bug{
		Name:   b23,
		Cause:  "the rows of one alarm take more than 15 minutes together",
		Effect: "the platform ends the alarm: the row that was running runs again",
	}, everyPeer},
	{Bug{
		Name:   b24,
		Cause:  "a cron schedule counts from the end of its handler, or is made at each start of the object",
		Effect: "occurrences that came due meanwhile are skipped; each start adds a copy or begins anew",
	}, everyPeer},
	{Bug{
		Name:   b25,
		Cause:  "the caller asks for a schedule that never existed, or cancels it",
		Effect: "asking throws, or cancelling reports success",
	}, []string{Lumenize1114, Lumenize1113, Actors}},
	{Bug{
		Name:   b26,
		Cause:  "the caller cancels the last row",
		Effect: "its alarm stays: the object wakes for nothing",
	}, forgetful},
	{Bug{
		Name:   b27,
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
