const { expect } = require('ulpwise/expect');

expect(1).toMatchFloat64Within(1, { ulp: 1 });
try {
  expect(2).toMatchFloat64Within(1, { ulp: 1 });
} catch (error) {
  console.log(error.message.split('\n')[0]);
}
