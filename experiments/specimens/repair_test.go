package specimens

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRepairedName: a repaired specimen has a name that names it again, and lacks what is repaired.
func TestRepairedName(t *testing.T) {
	s, err := ByName(Lumenize2026)
	require.NoError(t, err)
	once, err := s.Repaired(b1, b3)
	require.NoError(t, err)
	require.Equal(t, "lumenize-2026-06 repaired B1,B3", once.Name)
	twice, err := once.Repaired(b5)
	require.NoError(t, err)
	require.Equal(t, "lumenize-2026-06 repaired B1,B3,B5", twice.Name)
	read, err := ByName(twice.Name)
	require.NoError(t, err)
	require.Equal(t, twice.Name, read.Name)
	require.Equal(t, twice.Bugs, read.Bugs)
	require.Len(t, read.Bugs, len(s.Bugs)-3)
	_, has := read.Bug(b5)
	require.False(t, has)
	same, err := s.Repaired()
	require.NoError(t, err)
	require.Equal(t, s.Name, same.Name)
}

// TestRepairedUnknown: what is not there cannot be repaired, and the error says what there is.
func TestRepairedUnknown(t *testing.T) {
	for name, want := range map[string]string{
		"lumenize-2026-06 repaired B99":            `unknown bug of lumenize-2026-06 "B99": want one of B1, B2, B3, B5, B6, `,
		"lumenize-2026-06 repaired B4":             `unknown bug of lumenize-2026-06 "B4"`,
		"lumenize-2026-06 repaired ":               `unknown bug of lumenize-2026-06 ""`,
		"lumenize-2026-06 repaired B1, B3":         `unknown bug of lumenize-2026-06 " B3"`,
		"lumenize-2026-06 repaired B1,B1":          `lumenize-2026-06: B1 is repaired twice`,
		"lumenize-2026-06 repaired B1 fixed":       `unknown bug of lumenize-2026-06 "B1 fixed"`,
		"lumenize repaired B1":                     `unknown multiplexer "lumenize"`,
		"lumenize-2026-06 repaired B1 repaired B3": `unknown bug of lumenize-2026-06 "B1 repaired B3"`,
		"dolab repaired B1":                        `dolab has no bugs to repair`,
	} {
		_, err := ByName(name)
		require.ErrorContains(t, err, want, name)
	}
}
