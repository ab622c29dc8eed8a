package durable

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// TestWebSocketTranscripts runs testdata/ws-*. Each begins with "world", whose arguments are durations: hop is how
// long a frame takes each way, commit a commit, cpu what an event has. Then "run": a command a line, answered by the
// trace.
func TestWebSocketTranscripts(t *testing.T) {
	paths, err := filepath.Glob("testdata/ws-*")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			var s *script
			datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
				if d.Cmd == "world" {
					s = newScript(t, worldProfile(t, d))
					return ""
				}
				for _, line := range strings.Split(d.Input, "\n") {
					s.command(line)
				}
				out := s.out.String()
				s.out.Reset()
				return out
			})
		})
	}
}

func worldProfile(t *testing.T, d *datadriven.TestData) platform.Profile {
	p := platform.Ideal()
	for _, arg := range d.CmdArgs {
		v, err := time.ParseDuration(arg.Vals[0])
		require.NoError(t, err)
		switch arg.Key {
		case "hop":
			p.ClientHop = fault.Const(v)
		case "commit":
			p.Commit = fault.Const(v)
		case "cpu":
			p.CPUMax = v
		case "cold":
			p.ColdStart = fault.Const(v)
		default:
			t.Fatalf("unknown argument %q", arg.Key)
		}
	}
	return p
}
