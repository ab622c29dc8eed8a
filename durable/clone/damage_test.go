package clone

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
)

// TestDamage damages each message of testdata/damage.txt at each byte and shows what Decode says: where the message
// ends before the byte, where the byte is a number over 32 bits instead, and where it is the next byte but one. Bytes
// with the same answer are one line.
func TestDamage(t *testing.T) {
	datadriven.RunTest(t, "testdata/damage.txt", func(t *testing.T, d *datadriven.TestData) string {
		data, err := hex.DecodeString(strings.Join(strings.Fields(d.Input), ""))
		if err != nil {
			d.Fatalf(t, "%v", err)
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%s\n", outcome(data))
		long := []byte{0xff, 0xff, 0xff, 0xff, 0x7f}
		damaged(&b, "cut", len(data), func(n int) []byte { return data[:n] })
		damaged(&b, "long", len(data), func(n int) []byte { return splice(data, n, long) })
		damaged(&b, "other", len(data), func(n int) []byte { return splice(data, n, []byte{data[n] + 2}) })
		return b.String()
	})
}

// splice puts bytes in the place of the n-th.
func splice(data []byte, n int, bytes []byte) []byte {
	out := append([]byte{}, data[:n]...)
	return append(append(out, bytes...), data[n+1:]...)
}

func damaged(b *strings.Builder, what string, length int, damage func(n int) []byte) {
	from, last := 2, outcome(damage(2))
	for n := 3; n <= length; n++ {
		now := ""
		if n < length {
			now = outcome(damage(n))
		}
		if now != last {
			fmt.Fprintf(b, "%s %d-%d: %s\n", what, from, n-1, last)
			from, last = n, now
		}
	}
}

// outcome is the error, or what the value is when it is written again.
func outcome(data []byte) string {
	v, err := Decode(data)
	if err != nil {
		var into any
		if again := Unmarshal(data, &into); again == nil || again.Error() != err.Error() {
			return fmt.Sprintf("%v, but %v", err, again)
		}
		if v != nil {
			return fmt.Sprintf("%v, and %v", err, v)
		}
		return err.Error()
	}
	again, err := Encode(v)
	return fmt.Sprintf("%T %x %v", v, again, err)
}
