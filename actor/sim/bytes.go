package sim

// Bytes is the Chooser of a fuzzer: it eats its input, and answers 0 when that is gone.
type Bytes []byte

// Choose eats one byte, two for n over 256, four for n over 65536.
func (b *Bytes) Choose(_ string, n int) int {
	width := 1
	if n > 1<<16 {
		width = 4
	} else if n > 1<<8 {
		width = 2
	}
	if n == 1 || len(*b) < width {
		return 0
	}
	v := 0
	for _, c := range (*b)[:width] {
		v = v<<8 | int(c)
	}
	*b = (*b)[width:]
	return v % n
}
