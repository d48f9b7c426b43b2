module.exports = {
  setupFilesAfterEnv: ['ulpwise/jest'], // the one line
  rootDir: '..',
  testMatch: ['<rootDir>/examples/suites/*.test.ts'],
  transform: { '\\.ts$': '<rootDir>/examples/typescript-for-jest.cjs' },
  globalSetup: '<rootDir>/examples/drift-table/clear.ts',
  globalTeardown: '<rootDir>/examples/drift-table/print.ts',
};
