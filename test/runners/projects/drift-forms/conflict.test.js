/* global expect, test */
test('judged', () => expect(Float32Array.of(1)).toMatchDriftBaseline([1]));
