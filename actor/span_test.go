package actor_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
)

// TestParseSpan: a text that is not a duration and a duration that is out of bounds are told apart, also where the
// duration is longer than time.Duration can hold.
func TestParseSpan(t *testing.T) {
	for text, want := range map[string]string{
		"":                      `"" is not a duration: want 300ms, 5s or 1m`,
		"5":                     `"5" is not a duration: want 300ms, 5s or 1m`,
		"h":                     `"h" is not a duration: want 300ms, 5s or 1m`,
		"5 s":                   `"5 s" is not a duration: want 300ms, 5s or 1m`,
		"NaN":                   `"NaN" is not a duration: want 300ms, 5s or 1m`,
		"1d":                    `"1d" is not a duration: want 300ms, 5s or 1m`,
		"-1ns":                  `-1ns is out of bounds: want 0s to 87600h`,
		"87600h1ns":             `87600h1ns is out of bounds: want 0s to 87600h`,
		"99999999h":             `99999999h is out of bounds: want 0s to 87600h`,
		"-99999999h3m.5s":       `-99999999h3m.5s is out of bounds: want 0s to 87600h`,
		"99999999999999999999s": `99999999999999999999s is out of bounds: want 0s to 87600h`,
	} {
		_, err := actor.ParseSpan(text)
		require.EqualError(t, err, want)
	}
	for _, text := range []string{"0", "0s", "87600h", "1h2m3s4ms5us6ns", "1.5µs"} {
		d, err := actor.ParseSpan(text)
		require.NoError(t, err)
		want, err := time.ParseDuration(text)
		require.NoError(t, err)
		require.Equal(t, want, d)
	}
	_, err := actor.ParseSpanWithin("2m", -time.Minute, time.Minute)
	require.EqualError(t, err, "2m is out of bounds: want -1m to 1m")
}

// TestSpanText leaves out the units that are zero at the end, and nothing else.
func TestSpanText(t *testing.T) {
	for text, want := range map[string]string{
		"0s": "0s", "10s": "10s", "10m": "10m", "1h": "1h", "1h0m10s": "1h0m10s", "10h10m": "10h10m", "-20m": "-20m", "1.5s": "1.5s",
	} {
		d, err := time.ParseDuration(text)
		require.NoError(t, err)
		require.Equal(t, want, actor.SpanText(d))
	}
}
