package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dolab/durable/picture"
	"dolab/durable/picture/plot"
	"dolab/experiments"
	"dolab/experiments/check"
	"dolab/experiments/search"
)

// worldsDrawn is how many worlds of a hunt or a sweep a page has at most.
const worldsDrawn = 24

// drawHunt draws the first world of each kind of error, shrunk where the hunt has shrunk it.
func (a *app) drawHunt(h *hunting, all []prey) error {
	rec := &picture.Recorder{}
	p := &picture.Page{
		Title: "hunt " + strings.Join(h.mux, ", "), Command: h.again(h.seeds), Outcome: "Nothing goes wrong",
		Details: fmt.Sprintf("seeds from %d on", h.seed),
	}
	for _, x := range all {
		p.Tables = append(p.Tables, pageTable(x.mux, groups(x.bag.Groups, x.bag.Seeds)))
		for n, g := range x.bag.Groups {
			p.Failed = true
			if len(rec.Takes) == worldsDrawn {
				continue
			}
			s := h.at(x.mux, g.First)
			title := fmt.Sprintf("%s, seed %d", g.Signature, g.First)
			if x.small[n] != "" {
				small, err := search.Parse([]byte(x.small[n]), h.registry)
				if err == nil {
					s, title = small, title+", shrunk"
				}
			}
			if err := recordWorld(rec, s, x.mux+": "+title, h.show(x.mux, g)); err != nil {
				return err
			}
		}
		if len(x.bag.Groups) > 0 {
			p.Figures = append(p.Figures, huntFigure(&x))
		}
	}
	if p.Failed {
		p.Outcome = huntOutcome(all)
	}
	p.Takes = rec.Takes
	return a.pageFile(h.html, p)
}

// huntOutcome says how much goes wrong.
func huntOutcome(all []prey) string {
	failing, seeds, ways := 0, 0, 0
	for _, x := range all {
		failing, seeds, ways = failing+x.bag.Failing, seeds+x.bag.Seeds, ways+len(x.bag.Groups)
	}
	return fmt.Sprintf("%d of %d seeds go wrong, in %d ways.", failing, seeds, ways)
}

// recordWorld runs a scenario for the page.
func recordWorld(rec *picture.Recorder, s search.Scenario, title, command string) error {
	if _, err := s.Run(search.Options{Picture: rec}); err != nil {
		return err
	}
	t := rec.Takes[len(rec.Takes)-1]
	t.Title, t.Command = title, command
	return nil
}

// huntFigure shows in how many seeds each kind of error comes.
func huntFigure(x *prey) plot.Figure {
	f := plot.Figure{
		Title: "Seeds against findings: " + x.mux, About: fmt.Sprintf("%d of %d seeds go wrong.", x.bag.Failing, x.bag.Seeds),
		Kind: plot.Bars, X: plot.Axis{Name: "what goes wrong"}, Y: plot.Axis{Name: "seeds"},
	}
	s := plot.Series{Name: "seeds"}
	for _, g := range x.bag.Groups {
		f.Labels, s.Y = append(f.Labels, g.Signature), append(s.Y, float64(g.Seeds))
	}
	f.Series = []plot.Series{s}
	return f
}

func pageTable(title string, t experiments.Table) picture.Table {
	return picture.Table{Title: title, Header: t.Header, Rows: t.Rows}
}

// drawSweep draws the world without a crash, and of each kind of error that with the first crash behind which it comes.
func (a *app) drawSweep(path string, w *search.Sweep, s search.Scenario, by *subject) error {
	rec := &picture.Recorder{}
	p := &picture.Page{
		Title: "crash-sweep " + s.Name(), Command: by.command("crash-sweep", []string{s.Name()}, "--seed", s.Seed),
		Details: fmt.Sprintf("seed %d · profile %s", s.Seed, s.Profile),
		Outcome: fmt.Sprintf("All is well after each of %d crashes", len(w.Strikes)),
	}
	var drawn []string
	for _, x := range w.Strikes {
		news := slices.DeleteFunc(check.Signatures(x.Outcome.Violations), func(text string) bool {
			return slices.Contains(drawn, text)
		})
		if len(news) == 0 || len(rec.Takes) == worldsDrawn {
			continue
		}
		drawn = append(drawn, news...)
		if err := recordWorld(rec, s.Struck(x.Fault), news[0]+", after "+x.Fault, p.Command); err != nil {
			return err
		}
		p.Failed = true
	}
	if p.Failed {
		wrong := 0
		for _, x := range w.Strikes {
			wrong += min(len(x.Outcome.Violations), 1)
		}
		p.Outcome = fmt.Sprintf("Something goes wrong after %d of %d crashes", wrong, len(w.Strikes))
	}
	if err := recordWorld(rec, s.Struck(""), "without a crash", p.Command); err != nil {
		return err
	}
	p.Takes, p.Figures = rec.Takes, []plot.Figure{sweepFigure(w)}
	t := picture.Table{Header: []string{"crash at", "crashes", "same runs", "other runs", "wrong"}}
	for _, r := range w.Table() {
		t.Rows = append(t.Rows, []string{
			r.Point, strconv.Itoa(r.Strikes), strconv.Itoa(r.Well), strconv.Itoa(r.Again), strconv.Itoa(r.Failing),
		})
	}
	p.Tables = append(p.Tables, t)
	return a.pageFile(path, p)
}

// sweepFigure shows what came of the crashes at each point.
func sweepFigure(w *search.Sweep) plot.Figure {
	f := plot.Figure{
		Title: "Crashes, by point", About: "What came of the crashes at each point.", Kind: plot.Bars,
		X: plot.Axis{Name: "crash at"}, Y: plot.Axis{Name: "crashes"},
	}
	well, wrong := plot.Series{Name: "all is well"}, plot.Series{Name: "something goes wrong"}
	for _, r := range w.Table() {
		f.Labels = append(f.Labels, r.Point)
		well.Y, wrong.Y = append(well.Y, float64(r.Well+r.Again)), append(wrong.Y, float64(r.Failing))
	}
	f.Series = []plot.Series{well, wrong}
	return f
}
