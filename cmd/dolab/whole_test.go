package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWholeWords: a narrow page has the words of a wide one, because no line breaks within a word.
func TestWholeWords(t *testing.T) {
	at := func(line, columns string) []string {
		t.Setenv("COLUMNS", columns)
		var stdout, stderr bytes.Buffer
		require.Less(t, run(words(line), &stdout, &stderr), exitUsage, stderr.String())
		return strings.Fields(stdout.String())
	}
	for _, line := range []string{
		"list", "list experiments", "list faults", "list points", "list bugs", "list profiles", "list subjects", "--help",
		"run --help", "run alarms-robustness", "run call-alarm-delay", "run alarm-accuracy",
		"run deploy-checkout", "run alarm-lateness", "hunt lumenize-2026-06 --seeds 20", "crash-sweep dolab",
	} {
		known := map[string]bool{"·": true, "/": true}
		for _, word := range at(line, "400") {
			known[word] = true
		}
		for _, word := range at(line, "80") {
			if strings.Trim(word, "─") == "" || known[word] {
				continue
			}
			require.Contains(t, notes, " "+strings.Trim(word, "0123456789")+" ", "%s: %q", line, word)
		}
	}
}

// notes are the words with which a page says how a table is laid out.
const notes = " The table needs columns and is shown as a list at : what is empty in a row is left out. Empty every at  "
