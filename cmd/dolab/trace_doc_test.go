package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor"
)

// kindLiterals are how code names an event of the trace.
var kindLiterals = []*regexp.Regexp{
	regexp.MustCompile(`actor\.Event\{\s*Kind: "([a-z.]+)"`),
	regexp.MustCompile(`\bEvent\{Kind: "([a-z.]+)"`),
	regexp.MustCompile(`\.trace\("([a-z]+(?:\.[a-z]+)?)", `),
	regexp.MustCompile(`\bkind(?:, note)? :?= "([a-z]+\.[a-z]+)"`),
}

var comments = regexp.MustCompile(`(?m)^\s*//.*$`)

// ofBodies are no events but texts of body.in and body.out.
var ofBodies = map[string]bool{"end": true, "cut": true}

// TestTraceDoc: actor/TRACE.md names each event that the code of the house writes, and the version.
func TestTraceDoc(t *testing.T) {
	text, err := os.ReadFile("../../actor/TRACE.md")
	require.NoError(t, err)
	doc := string(text)
	require.Contains(t, doc, "Version 1\n(`actor.TraceVersion`)")
	require.Equal(t, 1, actor.TraceVersion)
	found := map[string]bool{}
	for _, root := range []string{"../../actor", "../../durable", "../../alarms"} {
		require.NoError(t, filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			code, err := os.ReadFile(path)
			for _, pattern := range kindLiterals {
				for _, match := range pattern.FindAllStringSubmatch(comments.ReplaceAllString(string(code), ""), -1) {
					found[match[1]] = !ofBodies[match[1]]
				}
			}
			return err
		}))
	}
	for _, kind := range []string{"alarm.fire", "commit", "ws.in", "body.out", "reset", "fault"} {
		require.True(t, found[kind], "the patterns miss %s", kind)
	}
	for kind, event := range found {
		if event && !strings.HasSuffix(kind, ".") { // A prefix, such as that of alarms.
			require.Contains(t, doc, "`"+kind+"`", "actor/TRACE.md does not name the event")
		}
	}
}
