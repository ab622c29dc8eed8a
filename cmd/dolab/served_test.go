package main

import (
	"bytes"
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/cmd/dolab/serve"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

// TestRunURL drives the Workers of the field report as dolab dev serves them, with objects that hibernate sooner: what a
// run measures there stands beside what it simulates, and is the same.
func TestRunURL(t *testing.T) {
	const early = "HibernateAfter=300ms"
	profile, err := platform.Workerd().Override(early)
	require.NoError(t, err)
	for dir, line := range map[string]string{
		"callalarm":  "run call-alarm-delay --mux lumenize-2025-11-14 --n 3 --timeout 3s --set " + early,
		"robustness": "run alarms-robustness --mux lumenize-2025-11-14 --n 10 --delay 0s,1s --set " + early,
	} {
		w, err := worker.Load("../../experiments/" + dir + "/worker")
		require.NoError(t, err)
		s, err := serve.New(serve.Options{Worker: w, Profile: profile})
		require.NoError(t, err)
		h := httptest.NewServer(s)
		var stdout, stderr bytes.Buffer
		t.Setenv("COLUMNS", "120")
		address := strings.Replace(h.URL, "http", "ws", 1)
		code := run(words(line+" --url "+address), &stdout, &stderr)
		h.CloseClientConnections()
		h.Close()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		require.NoError(t, s.Stop(ctx))
		cancel()
		w.Close()
		require.Equal(t, exitClaim, code, stderr.String())
		require.Regexp(t, `TRUE +In real time (the same operations complete|as many schedules run)`, stdout.String())
		require.Contains(t, stdout.String(), strings.TrimPrefix(address, "ws://"))
		require.Contains(t, stdout.String(), " --url "+address+" ")
	}
}

// TestRunRealTime: what is measured in real time has one seed and does not come again.
func TestRunRealTime(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		line, stdout, stderr string
		code                 int
	}{
		{"run alarm-accuracy --live --mux native --delay 10ms --trials 2 --json live.json", "alarm-accuracy --mux native", "", exitOK},
		{"replay live.json", "", "the report is of a run with --live: what is measured in real time does not come again", exitUsage},
		{"run alarm-accuracy --live --seeds 2", "", "--live takes one seed, and --seeds is 2", exitUsage},
		{"run call-alarm-delay --url 127.0.0.1", "", "is not an address such as ws://127.0.0.1:8787", exitUsage},
		{"run call-alarm-delay --mux dolab --url ws://127.0.0.1:1", "", "--url: dial", exitUsage},
		{"run alarm-loop-cost --live", "", "--live is not a flag of alarm-loop-cost", exitUsage},
		{"run call-alarm-delay --worker nowhere", "", "--worker nowhere: there is no such folder", exitUsage},
	} {
		var stdout, stderr bytes.Buffer
		require.Equal(t, c.code, run(words(c.line), &stdout, &stderr), "%s: %s", c.line, stderr.String())
		require.Contains(t, stdout.String(), c.stdout)
		require.Contains(t, stderr.String(), c.stderr)
	}
}
