// Package picture draws what has happened in a world: a page of one HTML file to look at, to send and to open from disk,
// and an image of what has gone wrong.
//
//	trace lines ─► Take ─┬─► lanes, findings ─► Page ─► page.html      what the reader explores
//	after each turn      │                         └──► Still ─► image.svg  what the README shows
//	Glance, Contents ────┘
//
// A Recorder keeps worlds, a Take each. A take gets the lines of the world's trace, and looks at its objects after each
// turn: both copies of the alarm, gates and queues, who waits for whom, and what each commit has changed in the database.
// From that it tells what the trace alone does not: work that is due and that nothing will run.
//
// Use:
//
//	rec := &picture.Recorder{}
//	take := rec.Begin("my world")
//	w := sim.New(sim.Options{Chooser: sim.Seed(1), Trace: take})
//	rt := durable.New(w.World, platform.Ideal())
//	take.Watch(rt)
//	… // the world runs
//	_, err := (&picture.Page{Title: "my world", Takes: rec.Takes}).WriteTo(file)
//
// Tests have that from durabletest.New and hunttest.Hunt by go test -artifacts, commands by --html.
//
// Invariants:
//
//   - A recorder changes nothing: it draws no chance, writes no line and starts no object. The hash of a trace is the same.
//   - A page needs nothing else. Its policy lets it load nothing, and run only the script that stands in it.
//   - What a trace says is text. The script makes elements and sets their text; it never parses markup.
//   - A frame draws at most some thousand shapes, and the list has only the rows in sight, however long a trace is.
//   - Each colour has one meaning, and words say the same.
//
// The page's own code is in web: plain modules, which the page has joined to one, because a file from disk cannot import
// another. A server can serve them as they are.
//
// To add: a lane is a method of Take in lanes.go, with a style of those there; a finding is a line in findings.go; a table
// of schedules that another package keeps is a line in layouts (ledger.go).
//
// It is not a debugger: nothing runs while a page is open.
package picture
