package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments/specimens"
)

// TestDocumentBugs holds the table of bugs in alarms/README.md against what the multiplexers of the lab have.
func TestDocumentBugs(t *testing.T) {
	columns := []string{specimens.Lumenize1114, specimens.Lumenize2026, specimens.Actors, specimens.Agents}
	data, err := os.ReadFile("../../alarms/README.md")
	require.NoError(t, err)
	want := map[string][]string{}
	for _, name := range columns {
		s, err := specimens.ByName(name)
		require.NoError(t, err)
		for _, b := range s.Bugs {
			want[name] = append(want[name], b.Name)
		}
	}
	got := map[string][]string{}
	bug := regexp.MustCompile(`B\d+`)
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "| B") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		require.Len(t, cells, 1+len(columns), line)
		for n, name := range columns {
			if strings.TrimSpace(cells[1+n]) == "x" {
				got[name] = append(got[name], bug.FindAllString(cells[0], -1)...)
			}
		}
	}
	require.Equal(t, want, got)
}
