//go:build race

package schedules_test

// underRace: the race detector makes a world ten times as slow, and needs few of them: worlds share nothing, and what
// hunts share is shared by the first ones. The tests run in full without it.
const underRace = true
