package platform_test

import (
	"fmt"
	"strings"
	"testing"

	"dolab/durable/platform"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"
)

// TestProfileNumbers shows every number of the profiles: a number that changes moves what users measure.
func TestProfileNumbers(t *testing.T) {
	datadriven.RunTest(t, "testdata/profiles", func(t *testing.T, d *datadriven.TestData) string {
		require.Equal(t, "profile", d.Cmd, d.Pos)
		p, err := platform.ProfileByName(d.CmdArgs[0].Key)
		require.NoError(t, err)
		var b strings.Builder
		for _, f := range p.Fields() {
			_, _ = fmt.Fprintf(&b, "%-15s %s\n", f.Name, f.Value)
		}
		return b.String()
	})
}
