package sqlite

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestExtendedCodesBelongToTheirPrimary: an extended code has its primary one in its lowest byte, and its name begins
// with the primary's. https://www.sqlite.org/rescode.html
func TestExtendedCodesBelongToTheirPrimary(t *testing.T) {
	for code, name := range extendedNames {
		primary := code & 0xff
		require.True(t, strings.HasPrefix(name, codeNames[primary]+"_"), "%d %s", code, name)
		require.Positive(t, code>>8, "%d %s", code, name)
	}
}
