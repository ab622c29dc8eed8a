package project_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/project"
)

// TestNodeCompat reads what dates and flags make of Node.
func TestNodeCompat(t *testing.T) {
	for _, test := range []struct {
		date  string
		flags []string
		want  string
	}{
		{"", nil, "off"},
		{"2024-09-22", nil, "off"},
		{"2024-09-22", []string{"nodejs_als"}, "als"},
		{"2024-09-22", []string{"nodejs_compat"}, "prefixed"},
		{"2024-09-22", []string{"nodejs_compat", "nodejs_compat_v2"}, "full"},
		{"2024-09-22", []string{"nodejs_compat_v2"}, "full"},
		{"2024-09-23", []string{"nodejs_compat"}, "full"},
		{"2024-09-23", []string{"nodejs_compat", "no_nodejs_compat_v2"}, "prefixed"},
		{"2026-08-03", nil, "off"},
		{"2026-08-04", nil, "full"},
		{"2026-08-04", []string{"no_nodejs_compat_v2"}, "prefixed"},
		{"2026-08-04", []string{"no_nodejs_compat"}, "full"},
		{"2026-08-04", []string{"no_nodejs_compat", "no_nodejs_compat_v2"}, "off"},
		{"2026-08-04", []string{"no_nodejs_compat", "no_nodejs_compat_v2", "nodejs_als"}, "als"},
	} {
		p := &project.Project{CompatibilityDate: test.date, CompatibilityFlags: test.flags}
		require.Equal(t, test.want, p.NodeCompat().String(), "%s %q", test.date, test.flags)
	}
}
