package all

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments"
)

// TestExperiments holds each experiment to have what the command shows of it, under a name of its own.
func TestExperiments(t *testing.T) {
	names := map[string]bool{}
	for _, e := range Experiments() {
		require.False(t, names[e.Name], e.Name)
		names[e.Name] = true
		require.NotEmpty(t, e.Claim, e.Name)
		require.NotEmpty(t, e.About, e.Name)
		require.NotEmpty(t, e.Factors, e.Name)
		require.NotNil(t, e.Run, e.Name)
		found, err := experiments.Find(Experiments(), e.Name)
		require.NoError(t, err)
		require.Equal(t, e.Name, found.Name)
		var s experiments.Settings
		e.Defaults(&s)
		require.NotEmpty(t, s.Profile, e.Name)
	}
}
