package engine

import (
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// V8 itself is the judge: testdata/wire_node.js wrote expressions and their bytes. Errors are in V8's own form there.
func TestWireOfNode(t *testing.T) {
	text, err := os.ReadFile("testdata/wire_node.txt")
	require.NoError(t, err)
	c := newRuntime(t)
	c.legacyErrors = true
	count := 0
	for line := range strings.Lines(string(text)) {
		expression, want, found := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		require.True(t, found, line)
		count++
		t.Run(expression, func(t *testing.T) {
			got := c.written(t, "("+expression+")", Storage)
			if message, refused := strings.CutPrefix(want, "!"); refused {
				if _, own := strings.CutPrefix(got, "!RangeError: "); own {
					require.Equal(t, "!RangeError: "+message, got)
					return
				}
				require.Equal(t, "!DataCloneError: "+message+" 25", got)
				return
			}
			require.Equal(t, want, hexOf(got))
			if !listedAgain[expression] {
				require.Equal(t, want, hexOf(c.again(got, Storage)), "read and written again")
			}
		})
	}
	require.Greater(t, count, 150)
}

// listedAgain are the arrays that V8 writes in the other form after reading them: what made them special is gone.
var listedAgain = map[string]bool{
	"Object.freeze([1,2])":            true,
	"Object.seal([1,2])":              true,
	"Object.preventExtensions([1,2])": true,
	"(()=>{let a=[1,2];Object.defineProperty(a,0,{get(){return 5},enumerable:true});return a})()": true,
	"(()=>{let a=[{get x(){a.length=1;return 1}},2,3];return a})()":                               true,
	"(()=>{let a=[{get x(){delete a[1];return 1}},2,3];return a})()":                              true,
}

func hexOf(wire string) string {
	if strings.HasPrefix(wire, "!") {
		return wire
	}
	return hex.EncodeToString([]byte(wire))
}
