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
	Name  string // "B1"
	About string // what brings it about, and what is seen then
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
		Name: B1,
		About: "a schedule for now, for the past, or for a second that has begun is never armed: it waits " +
			"for the alarm of another",
		Takes: []string{B2, B4, B5, B14},
	}, forgetful},
	{Bug{
		Name:  B2,
		About: "a delay d of less than a second is lost with probability 1-d",
	}, forgetful},
	{Bug{
		Name:  B3,
		About: "times are cut to whole seconds: everything runs up to 999 ms early",
		Takes: []string{B2},
	}, everyPeer},
	{Bug{
		Name: B4,
		About: "a store that is put off until the schedule's second has begun is never armed: whole batches " +
			"are lost under load",
	}, deferring},
	{Bug{
		Name: B5,
		About: "schedule() or cancel() between the time of a row and its alarm gives the alarm to a later " +
			"row: what is due starves until then",
	}, forgetful},
	{Bug{
		Name: B6,
		About: "other code sets the native alarm; when it comes nothing is due, and it is not set again: all" +
			" stands still",
	}, counting},
	{Bug{
		Name:  B7,
		About: "the native alarm comes a moment early: nothing is due, and it is not set again",
	}, counting},
	{Bug{
		Name:  B8,
		About: "a handler cancels a row that is due, and one of the next hour runs in its place",
	}, counting},
	{Bug{
		Name: B9,
		About: "an alarm wakes the object from sleep and its handlers wait: the drains of construction and " +
			"alarm overlap, the first row runs twice",
	}, deferring},
	{Bug{
		Name:  B10,
		About: "a handler that throws is not tried again, or not after a moment: its row goes",
	}, everyPeer},
	{Bug{
		Name:  B11,
		About: "a row whose callback is gone stays for ever",
	}, []string{Actors}},
	{Bug{
		Name: B12,
		About: "a crash between a run and its end runs the row again, and nothing tells the handler that it " +
			"is the same",
		Reason: "that it runs again no multiplexer can help: what it can do is to name the occurrence",
	}, everyPeer},
	{Bug{
		Name:  B13,
		About: "a handler schedules its own id anew, and its end deletes that",
	}, []string{Lumenize2026}},
	{Bug{
		Name:  B14,
		About: "a handler that schedules itself for now runs once",
	}, []string{Lumenize1114, Lumenize2026, Actors}},
	{Bug{
		Name: B15,
		About: "construction drains under blockConcurrencyWhile: beyond 30 s, or where a handler calls its " +
			"own object, it is reset, and again at each start",
		Takes: []string{B9},
	}, []string{Lumenize1114, Lumenize1113, Actors}},
	{Bug{
		Name: B16,
		About: "a payload that has no serial form throws in a block that nobody awaits: schedule() had " +
			"returned, and the object is reset",
	}, deferring},
	{Bug{
		Name: B17,
		About: "after schedule() and cancel() have returned nothing is done yet: it cannot be read, and a " +
			"crash forgets it",
		Takes: []string{B4, B16},
	}, deferring},
	{Bug{
		Name:  B18,
		About: "a handler cancels a row of the drain that runs it: it runs all the same",
	}, []string{Actors, Agents}},
	{Bug{
		Name:  B19,
		About: "rows that are due together run in the order of their making",
	}, []string{Actors, Agents}},
	{Bug{
		Name: B20,
		About: "the platform has given the alarm up after six retries: nothing sets it again until the next " +
			"schedule()",
	}, []string{Agents}},
	{Bug{
		Name:  B21,
		About: "a row that throws an error of the platform blocks the rows behind it",
	}, []string{Agents}},
	{Bug{
		Name:  B22,
		About: "construction sets the alarm for now although one is on its way: it wakes for nothing",
	}, []string{Lumenize2026}},
	{Bug{
		Name:  B23,
		About: "a drain has no bound and is cut off after 15 minutes: the row that runs then runs again",
	}, everyPeer},
	{Bug{
		Name: B24,
		About: "cron counts from the end of the handler: what came due meanwhile is skipped; made at each " +
			"start of the object it is there as often, or anew",
	}, everyPeer},
	{Bug{
		Name:  B25,
		About: "to ask for a schedule that never was throws, or its cancelling is said to have worked",
	}, []string{Lumenize1114, Lumenize1113, Actors}},
	{Bug{
		Name:  B26,
		About: "the last row is cancelled, and its alarm stays: the object wakes for nothing",
	}, forgetful},
	{Bug{
		Name: B27,
		About: "a schedule is two rows, one of them in the index, and each schedule() sets the alarm to what" +
			" it is",
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
