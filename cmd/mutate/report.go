package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// result is what a run has found.
type result struct {
	Seed       uint64    `json:"seed"`
	Sites      int       `json:"sites"` // all there are
	Drawn      int       `json:"drawn"`
	Killed     int       `json:"killed"`
	Survived   int       `json:"survived"`
	Equivalent int       `json:"equivalent"`
	Score      float64   `json:"score"` // killed, in percent of those that are not equivalent
	Mutants    []*mutant `json:"mutants"`
}

func (s *session) result() result {
	r := result{Seed: s.seed, Sites: len(s.sites), Drawn: len(s.mutants), Mutants: s.mutants, Score: 100}
	for _, m := range s.mutants {
		switch m.Status {
		case killed:
			r.Killed++
		case survived:
			r.Survived++
		case equivalent:
			r.Equivalent++
		}
	}
	if n := r.Killed + r.Survived; n > 0 {
		r.Score = 100 * float64(r.Killed) / float64(n)
	}
	return r
}

// report prints the result and returns the exit code.
func (s *session) report() (code int, err error) {
	r := s.result()
	switch s.json {
	case "":
	case "-":
		return s.exit(r), writeJSON(s.stdout, r)
	default:
		f, err := os.Create(s.json)
		if err != nil {
			return 0, err
		}
		if err := writeJSON(f, r); err != nil {
			return 0, err
		}
		if err := f.Close(); err != nil {
			return 0, err
		}
	}
	if len(s.only) > 0 {
		return s.exit(r), s.showOnly()
	}
	for _, status := range []string{killed, equivalent, survived} {
		for _, m := range s.mutants {
			if m.Status == status {
				s.show(m)
			}
		}
	}
	_, _ = fmt.Fprintf(s.stdout, "\nseed %d: %d of %d sites drawn: %d killed, %d survived, %d equivalent: %.1f %%\n",
		r.Seed, r.Drawn, r.Sites, r.Killed, r.Survived, r.Equivalent, r.Score)
	if s.tooMany(r) {
		_, _ = fmt.Fprintf(s.stdout, "more than %d %% of the sites are called equivalent\n", equivalentMax)
	}
	return s.exit(r), nil
}

func (s *session) tooMany(r result) bool { return r.Equivalent*100 > equivalentMax*r.Drawn }

func (s *session) exit(r result) int {
	if r.Score < s.target || s.tooMany(r) {
		return exitMissed
	}
	return exitReached
}

func writeJSON(w io.Writer, r result) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(r)
}

// show prints one line for a mutant that was killed, and for others what a reader must know.
func (s *session) show(m *mutant) {
	switch m.Status {
	case killed:
		_, _ = fmt.Fprintf(s.stdout, "killed %s %s:%d %s by %s\n", m.ID, m.File, m.Line, m.Kind, m.By)
	case equivalent:
		_, _ = fmt.Fprintf(s.stdout, "\nequivalent %s\n  %s\n", m, m.Reason)
	default:
		_, _ = fmt.Fprintf(s.stdout, "\nsurvived %s\n  %s\n", m, reach(m.Reach))
	}
}

// unreached lists the mutants that no test reaches.
func (s *session) unreached() (code int) {
	n := 0
	for _, m := range s.mutants {
		if len(m.tests) == 0 && m.Status == "" {
			n++
			_, _ = fmt.Fprintln(s.stdout, m)
		}
	}
	_, _ = fmt.Fprintf(s.stdout, "\n%d of %d sites are reached by no test\n", n, len(s.mutants))
	return exitReached
}

// reachMax is how many tests are named that have not noticed a mutant.
const reachMax = 5

func reach(tests []string) string {
	switch {
	case len(tests) == 0:
		return "no test reaches it"
	case len(tests) > reachMax:
		return fmt.Sprintf("%d tests reach it: %s …", len(tests), strings.Join(tests[:reachMax], ", "))
	}
	return "reached by " + strings.Join(tests, ", ")
}

// showOnly prints the diff of each mutant that was asked for, and the output of the tests that fail of it.
func (s *session) showOnly() error {
	for _, m := range s.mutants {
		diff, err := s.diff(m.site)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(s.stdout, "%s %s %s\n%s", m.Status, m.ID, m.Kind, diff)
		if m.Status == killed {
			_, _ = fmt.Fprintf(s.stdout, "by %s\n%s\n", m.By, m.output)
		} else {
			_, _ = fmt.Fprintf(s.stdout, "%s\n\n", reach(m.Reach))
		}
	}
	return nil
}

// diff is the mutation as a patch of whole lines.
func (s *session) diff(at *site) (string, error) {
	src, err := os.ReadFile(at.plain.file)
	if err != nil {
		return "", err
	}
	text := string(src)
	start := strings.LastIndexByte(text[:at.plain.start], '\n') + 1
	end := at.plain.end + strings.IndexByte(text[at.plain.end:]+"\n", '\n')
	before := lines(text[start:end])
	after := lines(text[start:at.plain.start] + at.plain.now + text[at.plain.end:end])
	after = slices.DeleteFunc(after, func(line string) bool { return strings.TrimSpace(line) == "" })
	var b strings.Builder
	name := filepath.ToSlash(at.File)
	_, _ = fmt.Fprintf(&b, "--- a/%s\n+++ b/%s\n@@ -%d,%d +%d,%d @@ %s\n", name, name, at.Line, len(before), at.Line,
		len(after), at.inside())
	for _, line := range before {
		b.WriteString("-" + line + "\n")
	}
	for _, line := range after {
		b.WriteString("+" + line + "\n")
	}
	return b.String(), nil
}

func lines(text string) []string { return strings.Split(text, "\n") }
