package main

import (
	"strings"
	"unicode/utf8"
)

// verb is one verb of a format.
type verb struct {
	char  rune
	arg   int  // the index of the argument it prints
	sharp bool // it has the flag #
}

// parseVerbs returns the verbs of a format, with %% left out. What is wrong with a format is go vet's business.
func parseVerbs(format string) []verb {
	var all []verb
	next := 0
	for {
		_, rest, found := strings.Cut(format, "%")
		if !found {
			return all
		}
		var v verb
		for rest != "" && strings.ContainsRune("+-# 0123456789.*[", rune(rest[0])) {
			switch rest[0] {
			case '#':
				v.sharp = true
			case '*':
				next++
			case '[':
				index, after, closed := strings.Cut(rest[1:], "]")
				if !closed {
					return all
				}
				next = number(index) - 1
				rest = after
				continue
			}
			rest = rest[1:]
		}
		char, size := utf8.DecodeRuneInString(rest)
		format = rest[size:]
		if size > 0 && char != '%' {
			v.char, v.arg = char, next
			all = append(all, v)
			next++
		}
	}
}

// number returns the decimal number that text is, 1 if it is none.
func number(text string) int {
	n := 0
	for _, c := range text {
		if c < '0' || c > '9' || n > 1<<16 {
			return 1
		}
		n = n*10 + int(c-'0')
	}
	return max(n, 1)
}
