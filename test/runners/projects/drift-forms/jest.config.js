module.exports = {
  setupFilesAfterEnv: ['ulpwise/jest'],
  reporters: ['default', 'ulpwise/jest/reporter'],
  transform: {},
};
