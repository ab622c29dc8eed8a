package actor_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
)

// at is a Chooser that gives one number, whatever it is asked.
type at int

func (a at) Choose(string, int) int { return int(a) }

// TestDrawBetween: a draw divides the space between two quantiles evenly, down to the nanosecond.
func TestDrawBetween(t *testing.T) {
	d := actor.Dist{Q: []time.Duration{0, 1999, 10_001_999}}
	for got, want := range map[int]time.Duration{
		0: 0, 1: 1, 500: 999, 999: 1997, 1000: 1999, 1001: 11_999, 1500: 5_001_999, 2000: 10_001_999,
	} {
		w := actor.NewSim(actor.Options{Chooser: at(got)})
		require.Equal(t, want, d.Draw(w, "x"), got)
		w.Close()
	}
}

// TestShapesOfDists: a shape has five parts; with another number it is refused.
func TestShapesOfDists(t *testing.T) {
	_, err := actor.ParseDist("1ms/4ms/9ms/20ms/1s")
	require.NoError(t, err)
	for _, text := range []string{"1ms/2ms", "1ms/2ms/3ms/4ms", "1ms/2ms/3ms/4ms/5ms/6ms"} {
		_, err := actor.ParseDist(text)
		require.ErrorContains(t, err, "want LEAST/MEDIAN/P90/P99/MOST", text)
	}
}

// TestPercentilesAreLinear: between the quantiles that are given each percent is a step of one size.
func TestPercentilesAreLinear(t *testing.T) {
	q := actor.Percentiles(100, 150, 230, 320, 1000).Q
	require.Len(t, q, 101)
	for percent, want := range map[int]time.Duration{
		0: 100, 1: 101, 49: 149, 50: 150, 51: 152, 89: 228, 90: 230, 91: 240, 98: 310, 99: 320, 100: 1000,
	} {
		require.Equal(t, want, q[percent], percent)
	}
}
