package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTraceText: a trace as text is as long as it is in a file, and laid out on a terminal. Nothing of it can take a
// second line or control a terminal.
func TestTraceText(t *testing.T) {
	long := strings.Repeat("x", 70)
	for _, c := range []struct {
		name, json string
		width      int
		want       string
	}{
		{
			"all", `{"step":12,"t":60500.25,"ev":"alarms.retry","who":"Alarms/a","what":"order-17","peer":"charge",` +
				`"n":2,"note":"soon"}`, 0,
			"    12     00:01:00.500  Alarms/a alarms.retry 2 order-17 (charge): soon\n",
		},
		{"bare", `{"step":3,"t":0,"ev":"alarm.restart"}`, 80, "     3     00:00:00.000  alarm.restart\n"},
		{"days", `{"step":1234567,"t":86400001,"ev":"new","who":"A/a"}`, 0, "1234567  1d 00:00:00.001  A/a new\n"},
		{
			"control", `{"step":1,"t":1,"ev":"log","who":"A/a","note":"a\nb\u001b[2Jc\u2028 é\u00a0"}`, 0,
			`     1     00:00:00.001  A/a log: a\nb\x1b[2Jc\u2028 é\u00a0` + "\n",
		},
		{
			"in a file", `{"step":1,"t":1,"ev":"log","who":"A/a","note":"` + long + " " + long + `"}`, 0,
			"     1     00:00:00.001  A/a log: " + long + " " + long + "\n",
		},
		{
			"on a terminal", `{"step":1,"t":1,"ev":"log","who":"A/a","note":"` + long + " " + long + `"}`, 80,
			"     1     00:00:00.001  A/a log:\n" +
				strings.Repeat("                         "+long[:55]+"\n"+"                         "+long[55:]+"\n", 2),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			text := &textTrace{out: &out, width: c.width}
			n, err := text.Write([]byte(c.json + "\n"))
			require.NoError(t, err)
			require.Equal(t, len(c.json)+1, n)
			require.Equal(t, c.want, out.String())
		})
	}
}

// TestTraceTextOfAlarms: a run's text has what package alarms decides among the platform's lines.
func TestTraceTextOfAlarms(t *testing.T) {
	var stdout, stderr bytes.Buffer
	args := words(`run alarms-robustness --mux dolab --n 2 --delay 1s --faults "alarm.deliver nth=1 delay=10m" --trace -`)
	require.Equal(t, exitClaim, run(append(args, "--trace-format", "text"), &stdout, &stderr), stderr.String())
	require.Contains(t, stdout.String(), `
    11     00:10:01.065  Alarms/a commit 3
    12     00:10:01.065  Alarms/a turn alarm 2026-01-01T00:00:01.064Z (alarms)
    13     00:10:01.065  Alarms/a alarms.late 2026-01-01T00:00:01.064Z: by 10m0.001s, 2 due
    14     00:10:01.065  Alarms/a commit 4
`)
}
