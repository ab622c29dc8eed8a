// Package singleflight stands in for the real one.
package singleflight

type Group struct{}
