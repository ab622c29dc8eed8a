package durable

import "time"

const ms = time.Millisecond
