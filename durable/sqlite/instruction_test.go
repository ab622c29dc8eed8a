package sqlite

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// opcode is what SQLite's own source says of an instruction.
type opcode struct {
	flags    int64
	synopsis string
}

// Flags of SQLite's table of opcodes.
const (
	opcodeJumps  = 0x01
	opcodeSetsP2 = 0x10
	opcodeSetsP3 = 0x20
)

// opcodes reads SQLite's table of opcodes from the source that is linked.
func opcodes(t *testing.T) map[string]opcode {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/mattn/go-sqlite3").Output()
	require.NoError(t, err)
	source, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "sqlite3-binding.c"))
	require.NoError(t, err)
	_, table, found := strings.Cut(string(source), "#define OPFLG_INITIALIZER {")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "}")
	var flags []int64
	for _, hex := range regexp.MustCompile(`0x[0-9a-f]{2}`).FindAllString(table, -1) {
		n, err := strconv.ParseInt(hex, 0, 64)
		require.NoError(t, err)
		flags = append(flags, n)
	}
	list := map[string]opcode{}
	line := regexp.MustCompile(`(?m)^#define OP_(\w+) +(\d+)(?: +/\*.*?(?:synopsis: (.*?))? *\*/)?$`)
	for _, m := range line.FindAllStringSubmatch(string(source), -1) {
		n, err := strconv.Atoi(m[2])
		require.NoError(t, err)
		list[m[1]] = opcode{flags[n], m[3]}
	}
	require.Len(t, list, len(flags))
	return list
}

// sets is the operand that names the register an instruction writes, 0 for none. SQLite says it by a flag, or by what
// the instruction is explained with; of three it says it in words alone.
func (o opcode) sets(name string) uint8 {
	register := regexp.MustCompile(`^r\[P(\d)\] *=`).FindStringSubmatch(o.synopsis)
	switch {
	case o.flags&opcodeSetsP2 != 0:
		return 2
	case o.flags&opcodeSetsP3 != 0:
		return 3
	case register != nil:
		return register[1][0] - '0'
	case name == "Cast" || name == "RealAffinity":
		return 1
	case name == "AggStep":
		return 3
	}
	return 0
}

// The tables of instructions say what SQLite's own table says: which register each writes, and which can jump.
func TestInstructions(t *testing.T) {
	list := opcodes(t)
	for name, register := range results {
		require.Contains(t, list, name)
		require.NotContains(t, kinds, name)
		require.Equal(t, list[name].sets(name), register, name)
	}
	straight := []kind{
		halt, resultRow, counting, insert, indexInsert, remove, clearTable, virtualUpdate, virtualMake, keepRow, integer,
		null, addImmediate, openTable, openEphemeral, copied, offsetLimit, valued, makeRecord, newRowid, seekEnd, goback,
		endCoroutine,
	}
	unflagged := []string{"SeekScan", "SequenceTest", "SorterCompare"} // These jump, but SQLite does not flag them.
	for name, k := range kinds {
		require.Contains(t, list, name)
		jumps := !slices.Contains(straight, k)
		require.Equal(t, list[name].flags&opcodeJumps != 0 || slices.Contains(unflagged, name), jumps, name)
		switch k {
		case valued, newRowid, integer, counting:
			require.EqualValues(t, 2, list[name].sets(name), name)
		case makeRecord:
			require.EqualValues(t, 3, list[name].sets(name), name)
		}
	}
	for name, o := range list {
		require.True(t, o.flags&opcodeJumps == 0 || kinds[name] != plain, "%s jumps", name)
	}
}
