//detcheck:file clock,go the example is about files

// Package filewide shows what lets a whole file pass.
package filewide

import "time"

func all() {
	time.Sleep(1)
	go time.Sleep(1)
	c := make(chan int) // want `make of a channel`
	_ = c
}
