package fault_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
)

// TestColumnsOfConditions: an error about a condition points at it, whatever stands before it.
func TestColumnsOfConditions(t *testing.T) {
	for text, column := range map[string]int{
		"commit if=idle crash":              11,
		"commit if=call,idle crash":         16,
		"commit if=!alarm,idle crash":       18,
		"commit if=!alarm,await,idle crash": 24,
		"commit if=!alarm,!call,idle crash": 24,
	} {
		_, err := points.Parse(text)
		var e *fault.Error
		require.ErrorAs(t, err, &e, text)
		require.Equal(t, column, e.Column, text)
		require.Contains(t, e.What, `"idle"`)
	}
}

// TestConditionsOfAFault: a fault strikes in a state that all of its conditions allow.
func TestConditionsOfAFault(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "a": true, "b": false, "!b": true, "a,!b": true, "a,b": false, "!a": false, "!b,!a": false,
	} {
		f := fault.Fault{If: text}
		require.Equal(t, want, fault.In(f, func(condition fault.Condition) bool { return condition == "a" }), text)
	}
	require.True(t, fault.In(fault.Fault{If: "!a"}, nil), "nothing holds")
	require.False(t, fault.In(fault.Fault{If: "a"}, nil))
}

// TestDistTexts: a distribution is written as it is read.
func TestDistTexts(t *testing.T) {
	for _, text := range []string{"0s", "5ms", "1ms..20ms", "1ms,2ms,20ms", "0s/1ms/2ms/9ms/1s"} {
		d, err := fault.ParseDist(text)
		require.NoError(t, err)
		require.Equal(t, text, d.String())
	}
	d, err := fault.ParseDist("0s")
	require.NoError(t, err)
	require.Zero(t, d.Min()+d.Max()+d.Draw(nil, "x"), "it draws nothing")
	longest := "87600h0m0s"
	d, err = fault.ParseDist(longest)
	require.NoError(t, err)
	require.Equal(t, longest, d.String())
	_, err = fault.ParseSpan("87600h0m0.000000001s")
	require.ErrorContains(t, err, "is out of bounds: want 0s to 87600h")
}
