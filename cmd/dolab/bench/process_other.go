//go:build !unix

package bench

import (
	"syscall"
	"time"
)

func ownGroup() *syscall.SysProcAttr { return nil }

func ownCPU() time.Duration { return 0 }
