globalThis.own = (globalThis.own ?? 0) + 1;
