package bench_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"

	"dolab/cmd/dolab/bench"
	"dolab/experiments/remote/reference/referencetest"
)

// childEnv makes the test's binary a server.
const childEnv = "DOLAB_BENCH_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) == "" {
		os.Exit(m.Run())
	}
	var c bench.Child
	flags := pflag.NewFlagSet("child", pflag.ContinueOnError)
	c.Define(flags)
	err := flags.Parse(os.Args[1:])
	if err == nil {
		err = c.Serve(os.Stdin, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// quick are options that only show whether all of it works.
func quick(t *testing.T) bench.Options {
	return bench.Options{
		Durability: "power", For: 100 * time.Millisecond, Rounds: 1, Quick: true, Dir: t.TempDir(), Raw: true,
		Child: []string{os.Args[0]}, ChildEnv: []string{childEnv + "=1"}, Log: os.Stderr,
		Stop: func() bool { return false }, Progress: func(string) {}, Rate: 400,
	}
}

func run(t *testing.T, o bench.Options) (r *bench.Report) {
	require.NoError(t, bench.Run(o, func(found *bench.Report) error {
		r = found
		return nil
	}))
	left, err := os.ReadDir(o.Dir)
	require.NoError(t, err)
	require.Empty(t, left)
	return r
}

// narrow checks a page for a terminal of 80 columns.
func narrow(t *testing.T, r *bench.Report) string {
	var page bytes.Buffer
	require.NoError(t, r.Print(&page))
	for line := range strings.Lines(page.String()) {
		require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), 80, line)
	}
	return page.String()
}

// TestRows runs each row once: both sides answer, and nothing fails or is lost.
func TestRows(t *testing.T) {
	r := run(t, quick(t))
	rows := map[string]int{}
	for _, l := range r.Rows {
		rows[l.Name]++
		sides := 2
		if l.Name == "client's ceiling" {
			sides = 1
		}
		require.Len(t, l.Sides, sides, l.Name)
		for side, samples := range l.Sides {
			require.Len(t, samples, 1)
			s := samples[0]
			require.Positive(t, s.Answers, "%s of %s", l.Name, side)
			require.Positive(t, s.Span)
			require.Zero(t, s.Failed, "%s of %s: %s", l.Name, side, s.Error)
			require.Zero(t, s.Lost, "%s of %s", l.Name, side)
			switch {
			case strings.HasPrefix(l.Name, "idle"), l.Name == "alarms due at once":
				require.Equal(t, l.Size, s.Answers, "%s of %s", l.Name, side)
			case l.Name != "client's ceiling" && l.Name != "alarm chain":
				require.Len(t, s.Latencies, s.Answers, "%s of %s", l.Name, side)
			}
		}
	}
	require.Equal(t, map[string]int{
		"client's ceiling": 2, "no-op": 2, "get+put, 1 object": 2, "get+put, 1000 objects": 2, "WebSocket echo": 2,
		"object to object": 1, "create": 1, "alarm chain": 1, "alarms due at once": 2, "idle": 2,
	}, rows)
	require.Contains(t, narrow(t, r), "WebSocket echo, 8 connections\n")
	var raw, all bytes.Buffer
	require.NoError(t, r.CSV(&raw))
	require.True(t, strings.HasPrefix(raw.String(), "row,size,side,round,latency_ns\n"))
	require.NoError(t, r.JSON(&all))
	require.Contains(t, all.String(), `"server_cpu_ns"`)
}

// TestReference runs a row beside the reference runtime.
func TestReference(t *testing.T) {
	o := quick(t)
	o.Workerd = referencetest.Binary(t)
	o.Only = []string{"get+put, 1 object"}
	r := run(t, o)
	for _, l := range r.Rows[2:] {
		require.Len(t, l.Sides["reference"], 1)
		s := l.Sides["reference"][0]
		require.Positive(t, s.Answers)
		require.Zero(t, s.Failed, s.Error)
		require.Zero(t, s.Lost)
	}
	require.Contains(t, narrow(t, r), "script class there")
}

// TestInterrupt ends the benchmark early: what was measured until then is shown.
func TestInterrupt(t *testing.T) {
	o := quick(t)
	o.Dir = t.TempDir()
	var stop atomic.Bool
	o.Stop, o.Only = stop.Load, []string{"no-op", "create"}
	o.Progress = func(text string) {
		if strings.HasPrefix(text, "create") {
			stop.Store(true)
		}
	}
	var r *bench.Report
	require.NoError(t, bench.Run(o, func(found *bench.Report) error {
		r = found
		return nil
	}))
	last := r.Rows[len(r.Rows)-1]
	require.NotEmpty(t, last.Sides)
	require.Less(t, len(r.Rows), 6)
}

// TestEndurance runs the mixed load for a moment.
func TestEndurance(t *testing.T) {
	o := quick(t)
	o.Endure = 2 * time.Second
	r := run(t, o)
	require.Len(t, r.Growth, 2)
	for _, g := range r.Growth {
		require.Positive(t, g.Answers)
		require.Zero(t, g.Failed, g.Error)
		require.Zero(t, g.Lost)
		require.NotEmpty(t, g.Points)
		require.Positive(t, g.Points[0].Goroutines)
	}
	require.Contains(t, narrow(t, r), "descriptors")
}
