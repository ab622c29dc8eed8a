package main

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments"
)

// TestProgressLine: progress names what is done, what is next and, once there is something to go by, what is left.
func TestProgressLine(t *testing.T) {
	m := &meter{}
	require.Equal(t, "dolab: 2s so far", m.line(2*time.Second))
	m.at(0.25, 5, "row every 1s")
	require.Equal(t, "dolab: 0 of 5 done, now row every 1s (25 %), 10s so far, about 3m10s left", m.line(10*time.Second))
	m.at(1, 4, "dolab")
	require.Equal(t, "dolab: 1 of 4 done, now dolab, 10s so far, about 30s left", m.line(10*time.Second))
	m.at(700, 0, "")
	require.Equal(t, "dolab: 700 done, 10s so far", m.line(10*time.Second))
	m.span = time.Minute
	require.Equal(t, "dolab: 700 done, 15s so far, about 45s left", m.line(15*time.Second))
}

// TestProgressNoTerminal: where stderr is no terminal a line comes every ten seconds, none with --quiet and none
// after clear.
func TestProgressNoTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stderr bytes.Buffer
		a := newApp(called, nil, &stderr)
		m, silent := a.meter(false), a.meter(true)
		m.at(1, 2, "seed 2")
		time.Sleep(25 * time.Second)
		m.clear()
		silent.clear()
		time.Sleep(time.Minute)
		require.Equal(t, "dolab: 1 of 2 done, now seed 2, 10s so far, about 10s left\n"+
			"dolab: 1 of 2 done, now seed 2, 20s so far, about 20s left\n", stderr.String())
	})
}

// TestProgressWithinCell: a run whose first cell takes long says how far that cell is.
func TestProgressWithinCell(t *testing.T) {
	e, err := experiments.Find(newApp(called, nil, nil).experiments, "alarm-loop-cost")
	require.NoError(t, err)
	inside := 0
	_, err = experiments.Start(e, experiments.Settings{
		Seed: 1, Span: 8 * time.Hour, Design: []string{"row"}, Delay: []time.Duration{time.Second},
	}, nil, func(done float64, total int, cell string) {
		require.Equal(t, 1, total)
		require.NotEmpty(t, cell)
		if done > 0 && done < 1 {
			inside++
		}
	})
	require.NoError(t, err)
	require.Positive(t, inside)
}
