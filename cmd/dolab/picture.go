package main

import (
	"bytes"
	"fmt"

	"dolab/durable/picture"
	"dolab/experiments"
	"dolab/experiments/all"
	"dolab/experiments/search"
)

// drawn reports whether a run is to be drawn.
func (o *options) drawn() bool { return o.html != "" || o.svg != "" }

// draw writes the pictures of a run. Of several seeds it draws the first that contradicts the claim, or the first.
func (a *app) draw(
	e experiments.Experiment, o *options, out *sinks, reports []*experiments.Report, rec *picture.Recorder,
) error {
	if !o.drawn() {
		return nil
	}
	r := reports[0]
	if o.seeds > 1 {
		if failing := contradicting(reports); len(failing) > 0 {
			r = failing[0]
		}
		o.settings.Picture = rec
		again, err := a.one(e, o, r.Seed, nil, nil)
		if err != nil {
			return err
		}
		r = again
	}
	p := reportPage(r, rec)
	if o.seeds > 1 {
		p.Details += fmt.Sprintf(" · one of %d seeds", len(reports))
		p.Figures = append(p.Figures, seedFigure(reports))
	}
	if o.compare != "" {
		if err := compareTrace(p, rec, o.compare); err != nil {
			return err
		}
	}
	return writePicture(p, out.html, out.svg)
}

// reportPage is the page of a report and of the worlds that it was made from.
func reportPage(r *experiments.Report, rec *picture.Recorder) *picture.Page {
	p := &picture.Page{
		Title: r.Experiment, About: r.Claim, Command: r.Replay, Takes: rec.Takes, Notes: r.Notes, Figures: r.Figures,
		Details: fmt.Sprintf("seed %d · profile %s", r.Seed, r.Profile), Hash: r.Hash,
		Outcome: "The claim holds: " + r.Claim, Failed: len(r.Failures) > 0,
	}
	if p.Failed {
		p.Outcome = "The claim is contradicted: " + r.Failures[0]
	}
	p.Tables = append(p.Tables, picture.Table{Title: r.Table.Title, Header: r.Table.Header, Rows: r.Table.Rows})
	for _, v := range r.Verdicts {
		p.Verdicts = append(p.Verdicts, picture.Verdicts{Question: v.Question, Answer: v.Answer, Evidence: v.Evidence})
	}
	for _, t := range rec.Takes {
		t.Command = r.Replay
	}
	return p
}

// compareTrace puts another trace under the first world in which it differs.
func compareTrace(p *picture.Page, rec *picture.Recorder, path string) error {
	data, err := readFile(path, reportBytesMax)
	if err != nil {
		return usage("--compare: %w", err)
	}
	other := &picture.Recorder{}
	if err := other.ReadTrace(bytes.NewReader(data), path); err != nil {
		return usage("--compare: %s is not a trace of run --trace: %w", typed(path), err)
	}
	return compareRuns(p, rec, other, path)
}

// compareRuns puts the first worlds in which two recordings differ under one another.
func compareRuns(p *picture.Page, rec, other *picture.Recorder, path string) error {
	x, y, _ := picture.Differ(rec, other)
	if x == nil || y == nil {
		return usage("--compare: %s has no world", typed(path))
	}
	p.Takes, p.Compare = []*picture.Take{x, y}, true
	return nil
}

// writePicture writes a page and an image, each where there is a place for it.
func writePicture(p *picture.Page, page, image *sink) error {
	if page != nil {
		if _, err := p.WriteTo(page); err != nil {
			return unwritten(page.name, err)
		}
	}
	if image != nil {
		_, err := image.WriteString(p.Still())
		return unwritten(image.name, err)
	}
	return nil
}

// drawing is what --html and --compare ask of a replay.
type drawing struct {
	html, compare string
	rec           picture.Recorder
}

// recorder is where worlds are recorded, nil where they are not to be drawn.
func (d *drawing) recorder() *picture.Recorder {
	if d.html == "" {
		return nil
	}
	return &d.rec
}

// finish writes the page, with the run that it is to be compared with.
func (a *app) finish(d *drawing, p *picture.Page) error {
	switch {
	case d.compare == "":
	case isScenario(d.compare):
		x, err := readScenario(d.compare, all.Registry())
		if err != nil {
			return usage("--compare: %w", err)
		}
		other := &picture.Recorder{}
		if _, err := x.Run(search.Options{Picture: other, Stop: a.stopped}); err != nil {
			return usage("--compare %s: %w", typed(d.compare), err)
		}
		for _, t := range other.Takes {
			t.Title += " (" + d.compare + ")"
		}
		if err := compareRuns(p, &d.rec, other, d.compare); err != nil {
			return err
		}
	default:
		if err := compareTrace(p, &d.rec, d.compare); err != nil {
			return err
		}
	}
	return a.pageFile(d.html, p)
}

// showBeside shows what a replay has to say, unless its page takes stdout.
func (a *app) showBeside(d *drawing, p *page) error {
	if d.html == "-" {
		return nil
	}
	return a.show(p)
}

// pageFile writes a page to the file of that name, or to stdout.
func (a *app) pageFile(path string, p *picture.Page) error {
	out, err := a.open(path)
	if err != nil {
		return usage("--html: %w", err)
	}
	if err := writePicture(p, out, nil); err != nil {
		out.discard()
		return err
	}
	return out.close()
}

// distinctInputs refuses a page that would replace what is read for it.
func distinctInputs(html, compare string, args []string) error {
	inputs := []output{{"--compare", compare}}
	for _, arg := range args {
		inputs = append(inputs, output{"the file", arg})
	}
	return separate(inputs, []output{{"html", html}})
}

// scenarioPage is the page of a scenario's world.
func scenarioPage(x search.Scenario, out search.Outcome, command string, rec *picture.Recorder) *picture.Page {
	p := &picture.Page{
		Title: x.Name(), Command: command, Takes: rec.Takes, Failed: len(out.Violations) > 0, Outcome: "Nothing goes wrong",
		Details: fmt.Sprintf("seed %d · profile %s", x.Seed, x.Profile), Hash: out.Hash,
	}
	if p.Failed {
		p.Outcome = "" // What is found says it.
	}
	for _, v := range out.Violations {
		p.Notes = append(p.Notes, v.String())
	}
	t := picture.Table{Title: "Scenario", Header: []string{"at", "what happens", "key", "client"}}
	for _, o := range x.Operations {
		t.Rows = append(t.Rows, []string{o.At.String(), o.Do, o.Key, fmt.Sprint(o.Client)})
	}
	for n, f := range x.Faults {
		times := 0
		if n < len(out.Struck) {
			times = out.Struck[n]
		}
		t.Rows = append(t.Rows, []string{"fault", f, "", fmt.Sprintf("struck %d×", times)})
	}
	p.Tables = append(p.Tables, t)
	for _, take := range rec.Takes {
		take.Command = command
	}
	return p
}
