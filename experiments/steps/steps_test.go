package steps_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
	"dolab/durable/worker"
	"dolab/experiments/steps"
)

const chat = "../examples/chat-ts"

// TestChat: the example's scenario holds under several seeds, shows the bug of its broken twin, and is the same twice.
func TestChat(t *testing.T) {
	data, err := os.ReadFile(chat + "/scenario.yaml")
	require.NoError(t, err)
	s, err := steps.Parse(data)
	require.NoError(t, err)
	for _, env := range []string{"", "broken"} {
		w, err := worker.Load(chat, worker.WithEnvironment(env))
		require.NoError(t, err)
		require.NoError(t, s.Check(w, platform.Production()))
		hashes := map[string]bool{}
		for seed := range uint64(3) {
			out, err := s.Run(w, steps.Options{Profile: platform.Production(), Seed: seed})
			require.NoError(t, err)
			again, err := s.Run(w, steps.Options{Profile: platform.Production(), Seed: seed})
			require.NoError(t, err)
			require.Equal(t, out, again)
			hashes[out.Hash] = true
			if env == "" {
				require.Nil(t, out.Failure)
			} else {
				require.EqualError(t, out.Failure, `message.who: expected "bob", got none in {"text":"still here?"}`)
			}
		}
		require.Len(t, hashes, 3)
		w.Close()
	}
}
