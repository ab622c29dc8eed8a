//go:build !race

package search_test

// underRace: see race_test.go.
const underRace = false
