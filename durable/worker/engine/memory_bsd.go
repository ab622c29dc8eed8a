//go:build unix && !linux

package engine

const noReserve = 0
