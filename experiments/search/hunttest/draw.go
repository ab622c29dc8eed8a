package hunttest

import (
	"testing"

	"dolab/durable/durabletest"
	"dolab/durable/picture"
	"dolab/experiments/search"
)

// draw runs a scenario again and draws its world, where the test is asked for that: see durabletest.Drawing.
func draw(t testing.TB, s search.Scenario) {
	t.Helper()
	if !durabletest.Drawing() {
		return
	}
	rec := &picture.Recorder{}
	out, err := s.Run(search.Options{Picture: rec})
	if err != nil {
		t.Logf("it cannot be drawn: %v", err)
		return
	}
	p := &picture.Page{
		Title: t.Name(), Details: s.Name() + " · profile " + s.Profile, Takes: rec.Takes, Failed: len(out.Violations) > 0,
		Outcome: "Nothing goes wrong",
	}
	for _, v := range out.Violations {
		p.Notes = append(p.Notes, v.String())
	}
	if p.Failed {
		p.Outcome = p.Notes[0]
	}
	durabletest.Draw(t, p)
}
