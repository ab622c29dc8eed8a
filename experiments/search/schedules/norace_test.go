//go:build !race

package schedules_test

// underRace: see race_test.go.
const underRace = false
