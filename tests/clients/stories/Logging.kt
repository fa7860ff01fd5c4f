package okhttp3.logging

import okhttp3.Interceptor

class HttpLoggingInterceptor(private val log: (String) -> Unit) : Interceptor {
    enum class Level { NONE, BASIC, HEADERS, BODY }

    var level = Level.NONE

    override fun intercept(chain: Interceptor.Chain) = chain.proceed(chain.request()).also { log("${it.code}") }
}
